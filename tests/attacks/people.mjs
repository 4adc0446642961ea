// Whose footage there is: the moment of the reference photo, the best single photo for an attacker, honest takes and,
// for attackers who have filmed somebody, a clip for each move that the footage holds. Seconds of the clip. Which
// moment shows what was measured on every 100 ms of the clips.

/**
 * @typedef {object} Take one uninterrupted stretch of a clip
 * @property {number} from seconds
 * @property {number[]} ends when the calm look and each move have been shown, ms from its beginning
 * @property {string[][]} script the moves
 * @property {number} [hold_ms] how long the moves can be held
 */

/**
 * @typedef {object} Person
 * @property {string} name
 * @property {string} clip
 * @property {number} reference second of the photo that the site has
 * @property {number} portrait second of a calm look, for whoever makes something of one photo
 * @property {number[]} face a rough square around the face in the portrait: x, y of its middle and its side, as parts
 *   of the picture's height
 * @property {number[]} crop x, y, height and width of what is printed of the portrait, as parts of the height
 * @property {Take[]} honest
 * @property {{calm: [number, number], moves: Record<string, [number, number]>}} library
 */

/** @type {Record<string, Person>} */
export const PEOPLE = {
  man: {
    name: "man",
    clip: "man",
    reference: 2.3,
    portrait: 0.1,
    face: [0.82, 0.55, 0.8],
    crop: [0.82, 0.5, 0.95, 0.85],
    honest: [{ from: 0, ends: [620, 2350], script: [["smile"]] }],
    library: { calm: [0, 0.6], moves: { smile: [0.75, 2.35] } },
  },
  woman: {
    name: "woman",
    clip: "woman",
    reference: 11.6,
    portrait: 11.7,
    face: [1.22, 0.5, 0.9],
    crop: [1.22, 0.5, 1.0, 0.9],
    honest: [
      { from: 6, ends: [2300, 5200], script: [["smile"]] },
      { from: 7.4, ends: [1600, 3700, 10400], script: [["smile"], ["tilt-right"]] },
      { from: 7.3, ends: [1700, 8500], script: [["turn-left"]] },
      { from: 7, ends: [2000, 10800], script: [["tilt-right"]] },
    ],
    library: {
      calm: [7, 9.3],
      moves: {
        smile: [9.6, 11.3],
        "turn-left": [14.6, 16.1],
        "tilt-right": [16.5, 18.2],
        "tilt-left": [18.9, 19.6],
        "look-down": [4.4, 5.7],
        "eyes-closed": [2.2, 5.6],
      },
    },
  },
  driver: {
    name: "driver",
    clip: "carphone",
    reference: 3.2,
    portrait: 0.4,
    face: [0.87, 0.47, 0.5],
    crop: [0.87, 0.5, 0.9, 0.8],
    honest: [
      { from: 0, ends: [1500, 3400], script: [["tilt-right"]], hold_ms: 400 },
      { from: 0, ends: [1500, 3950], script: [["mouth-open"]], hold_ms: 400 },
    ],
    library: {
      calm: [0.1, 1.5],
      moves: { "tilt-right": [2.6, 3.3], "mouth-open": [3.5, 3.95], "brows-up": [2.0, 2.4] },
    },
  },
};

export const EVERYBODY = Object.values(PEOPLE);

/** All honest takes with who is on them. */
export const HONEST = EVERYBODY.flatMap((person) => person.honest.map((take) => ({ person, take })));

/** Fields of `POST /v1/sessions` for a script. */
export function sessionOf(script, hold_ms) {
  const asked = { script, include: script.flat().includes("smile") ? ["smile"] : [] };
  return hold_ms ? { ...asked, timing: { hold_ms } } : asked;
}
