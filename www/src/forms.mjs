// What forms send, bounded before it is read and checked once.

import { randomInt } from "node:crypto";
import { bodyLimit } from "hono/body-limit";

export const PHOTO_LIMIT_BYTES = 12 * 1024 * 1024;
const TEXT_LIMIT_BYTES = 16 * 1024;
const NAME_LENGTH = { least: 2, most: 40 };
const POST_LENGTH = 280;
const PHOTO_TOO_LARGE = "This photo is larger than 12 MB. Please pick a smaller one.";
/** Letters, marks and digits of any script, and what stands between them in names. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]*$/u;

/** More accents on one letter than any script puts there, such as to paint over the lines around. */
const MARKS_PILED_UP = /\p{M}{4}/u;

/** Something of a form is not as asked; `message` is for the visitor. */
export class FormError extends Error {
  /** @param {string | null} field the one that it is about; null when it is the whole form */
  constructor(field, message, status = 422) {
    super(message);
    this.field = field;
    this.status = status;
  }
}

const limited = (maxSize, onTooLarge) =>
  bodyLimit({
    maxSize,
    onError: (context) => {
      // What is left of the body is not read: the connection ends with the answer.
      context.header("connection", "close");
      return onTooLarge(context);
    },
  });

/** @param {(context: object, error: FormError, name: string) => Response} again shows the form with what was typed */
export const photoForm = (again) =>
  limited(PHOTO_LIMIT_BYTES + TEXT_LIMIT_BYTES, async (context) => {
    const name = (await beginningOf(context.req.raw)).get("name");
    return again(context, new FormError("photo", PHOTO_TOO_LARGE, 413), typeof name === "string" ? name : "");
  });
export const textForm = limited(TEXT_LIMIT_BYTES, () => {
  throw new FormError(null, "That was more text than fits in here.", 413);
});

/** The fields before the one that is too large: what arrives first, closed where its last field begins. */
async function beginningOf({ body, headers }) {
  const type = headers.get("content-type") ?? "";
  const boundary = `--${/boundary="?([^";]+)/.exec(type)?.[1]}`;
  if (body.locked) return new FormData(); // counted as it came, and gone
  const reader = body.getReader();
  let start = Buffer.alloc(0);
  try {
    while (start.length < TEXT_LIMIT_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      start = Buffer.concat([start, value]);
    }
    const whole = start.subarray(0, Math.max(0, start.lastIndexOf(boundary)));
    const closed = Buffer.concat([whole, Buffer.from(`${boundary}--\r\n`)]);
    return await new Response(closed, { headers: { "content-type": type } }).formData();
  } catch {
    return new FormData();
  }
}

/** @returns {Promise<{text(key: string): string, all(key: string): string[], file(key: string): File | null}>} */
export async function readForm(context) {
  let fields;
  try {
    fields = await context.req.formData();
  } catch {
    throw new FormError(null, "The form did not arrive in one piece. Please send it again.", 400);
  }
  const strings = (key) => fields.getAll(key).filter((value) => typeof value === "string");
  return {
    text: (key) => strings(key)[0] ?? "",
    all: strings,
    file: (key) => fields.getAll(key).find((value) => typeof value !== "string" && value.size > 0) ?? null,
  };
}

/** @returns {string} the name as it is shown @throws {FormError} */
export function nameOf(text) {
  const name = text.normalize("NFC").trim().replace(/\s+/g, " ");
  const length = [...name].length;
  const { least, most } = NAME_LENGTH;
  if (length < least || length > most) throw new FormError("name", `A name has ${least} to ${most} characters.`);
  if (!NAME.test(name))
    throw new FormError("name", "A name is made of letters, digits, spaces, dots, hyphens and apostrophes.");
  if (MARKS_PILED_UP.test(name)) throw new FormError("name", "A name has at most three accents on one letter.");
  return name;
}

/** @returns {File} @throws {FormError} */
export function photoOf(file) {
  if (file === null) throw new FormError("photo", "Please add a photo of your face.");
  if (file.size > PHOTO_LIMIT_BYTES) throw new FormError("photo", PHOTO_TOO_LARGE, 413);
  return file;
}

/** @throws {FormError} */
export function postOf(text) {
  const post = text.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  if (post === "") throw new FormError("text", "There is nothing in this post yet.");
  if ([...post].length > POST_LENGTH) throw new FormError("text", `A post has at most ${POST_LENGTH} characters.`);
  return post;
}

/** Crockford's alphabet: nothing in it is mistaken for something else. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 100 random bits, as people can write them down. */
export function newRecoveryCode() {
  const group = () => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return [group(), group(), group(), group()].join("-");
}

/** What somebody typed, in the form that `newRecoveryCode` gave. */
export function recoveryCodeOf(text) {
  const letters = text
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1")
    .replace(/[^0-9A-Z]/g, "");
  return letters.slice(0, 20).replace(/(.{5})(?=.)/g, "$1-");
}
