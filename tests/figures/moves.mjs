// Makes the list that `poze eval moves --index` reads from labelled footage that lies beside the checkout:
//
//   node tests/figures/moves.mjs DATA [SET…] > moves.csv
//   poze eval moves --index moves.csv --root DATA
//   poze eval moves --index moves.csv --root DATA --against-neutral
//
// DATA holds a folder a set, each with `dev/index.csv`. Labels are mapped to moves as a whole, never picture by picture.
// A row whose label leaves open what the face does (a group, a press photo, a head turned "slightly") is left out: it
// would be counted as a mistake whatever is seen. Labels were given by eye; left and right are the person's own, and the
// footage is taken to be unmirrored. The column `neutral` names the first other picture of the same person that is labelled
// as neutral.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const NOTHING = [];
/** What a label means: moves, or undefined when it leaves them open. */
const SETS = {
  yalefaces: {
    column: "label",
    look: "neutral",
    neutral: NOTHING,
    neutral_glasses: NOTHING,
    light_left: NOTHING,
    light_right: NOTHING,
    light_center: NOTHING,
    sad: NOTHING,
    smile: ["smile"],
    mouth_open: ["mouth-open"],
    eyes_closed: ["eyes-closed"],
    // All eight close the eye at the picture's right.
    wink: ["wink-left"],
  },
  human_stock: {
    column: "label",
    look: "neutral",
    neutral: NOTHING,
    frown: NOTHING,
    grimace_teeth: NOTHING,
    tongue_out: NOTHING,
    eyes_image_left: NOTHING,
    hand_at_hair: NOTHING,
    hands_on_head: ["hand-on-head"],
    head_turned_image_right: ["turn-left"],
    mouth_open: ["mouth-open"],
    smile: ["smile"],
  },
  head_pose: {
    column: "pose",
    look: "frontal",
    frontal: NOTHING,
    image_right: ["turn-left"],
    image_left: ["turn-right"],
    up: ["look-up"],
    down: ["look-down"],
    also: { column: "note", "": NOTHING, eyes_closed: ["eyes-closed"] },
  },
  faceapi_bbt: {
    column: "label",
    expression_neutral: NOTHING,
    expression_angry: NOTHING,
    expression_sad: NOTHING,
    expression_happy: ["smile"],
  },
  hagrid: {
    column: "gesture",
    call: ["call-me", "fingers-2"],
    dislike: ["fingers-1"],
    fist: ["fist", "fingers-0"],
    four: ["fingers-4"],
    like: ["thumbs-up", "fingers-1"],
    middle_finger: ["fingers-1"],
    ok: ["ok"],
    one: ["point-up", "fingers-1"],
    palm: ["open-palm", "fingers-5"],
    peace: ["peace", "fingers-2"],
    peace_inverted: ["peace", "fingers-2"],
    pinkie: ["fingers-1"],
    rock: ["horns", "fingers-2"],
    stop: ["open-palm"],
    stop_inverted: ["open-palm"],
    three: ["fingers-3"],
    three2: ["fingers-3"],
    three3: ["fingers-3"],
    two_up: ["fingers-2"],
    two_up_inverted: ["fingers-2"],
  },
};

/** The moves of a field with labels between semicolons; undefined when one of them is unknown. */
function moves(mapping, field) {
  const each = field.split(";").map((label) => (Object.hasOwn(mapping, label) ? mapping[label] : undefined));
  return each.some((found) => !Array.isArray(found)) ? undefined : each.flat();
}

const [root, ...chosen] = process.argv.slice(2);
if (!root || chosen.some((set) => !Object.hasOwn(SETS, set))) {
  console.error(`node tests/figures/moves.mjs DATA [${Object.keys(SETS).join("|")}]…`);
  process.exit(2);
}
console.log("file,expect,neutral");
for (const set of chosen.length > 0 ? chosen : Object.keys(SETS)) {
  const mapping = SETS[set];
  const [header, ...lines] = readFileSync(join(root, set, "dev/index.csv"), "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  const rows = lines.map((line) => Object.fromEntries(line.split(",").map((value, n) => [names[n], value])));
  const path = (row) => (row ? `${set}/dev/${row.file}` : "");
  for (const row of rows) {
    const shown = moves(mapping, row[mapping.column]);
    const also = mapping.also ? moves(mapping.also, row[mapping.also.column]) : NOTHING;
    const look = rows.find(
      (other) => other !== row && other.identity === row.identity && other[mapping.column] === mapping.look,
    );
    if (shown && also) console.log(`${path(row)},${[...shown, ...also].join(";")},${path(look)}`);
  }
}
