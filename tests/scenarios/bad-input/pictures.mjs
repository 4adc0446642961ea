// Pictures that are none, made here: cut off, empty, of another type, with more pixels than they have bytes.

import { crc32, deflateSync } from "node:zlib";

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), out.length - 4);
  return out;
}

/** A black PNG of one bit per pixel; `rows` of it are really there. */
function png(width, height, rows = height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const data = deflateSync(Buffer.alloc(rows * (1 + Math.ceil(width / 8))));
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

/** A JPEG whose frame header claims another size. */
function resizedJpeg(jpeg, width, height) {
  const out = Buffer.from(jpeg);
  for (let at = 2; at < out.length; at += 2 + out.readUInt16BE(at + 2)) {
    if (![0xc0, 0xc1, 0xc2].includes(out[at + 1])) continue;
    out.writeUInt16BE(height, at + 5);
    out.writeUInt16BE(width, at + 7);
    return out;
  }
  throw new Error("no frame header");
}

/**
 * @param {Uint8Array} jpeg a good one
 * @returns {{name: string, bytes: Uint8Array, code: string | string[]}[]} what it must be refused
 *   with, as a reference and as a frame
 */
export function badPictures(jpeg) {
  const half = jpeg.subarray(0, jpeg.length >> 1);
  const damaged = Buffer.from(jpeg).fill(0xff, jpeg.length >> 1, (jpeg.length >> 1) + 2000);
  const text = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
  const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==", "base64");
  const cases = [
    ["an empty file", Buffer.alloc(0), ["image_type", "image_damaged", "invalid_field"]],
    ["one byte", Buffer.from([0xff]), "image_type"],
    ["the start of a JPEG", jpeg.subarray(0, 20), ["image_damaged", "image_type"]],
    ["half a JPEG", half, "image_damaged"],
    ["a JPEG with a damaged middle", damaged, "image_damaged"],
    ["an SVG", text, "image_type"],
    ["a GIF", gif, "image_type"],
    ["a PDF", Buffer.from("%PDF-1.7\n"), "image_type"],
    ["noise", Buffer.alloc(5000, 0x5a), "image_type"],
    ["a PNG of 3.6 gigapixels in a few bytes", png(60_000, 60_000, 10), "image_too_large"],
    ["a PNG that really has 100 megapixels", png(10_000, 10_000), "image_too_large"],
    ["a JPEG that claims 16000 x 16000", resizedJpeg(jpeg, 16_000, 16_000), "image_too_large"],
    ["a JPEG that claims 65535 x 65535", resizedJpeg(jpeg, 65_535, 65_535), ["image_too_large", "image_damaged"]],
    ["a PNG of one pixel", png(1, 1), "image_too_small"],
    ["a PNG without its rows", png(200, 200, 3), "image_damaged"],
    ["a WebP of nothing", Buffer.from("RIFF\x04\0\0\0WEBP", "latin1"), ["image_damaged", "image_type"]],
  ];
  return cases.map(([name, bytes, code]) => ({ name, bytes, code }));
}
