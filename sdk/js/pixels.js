// From anything that can be drawn to rows of RGBA.

import { drop } from "./drop.js";
import { PozeError } from "./errors.js";

/** Of a larger picture the longer side is brought down to this before it is looked at: no network sees more detail. */
const LONGEST_SIDE_PX = 2048;
/** ImageData is taken as it is, up to what Rust takes (`MAX_PIXELS` in poze-vision). */
const MOST_PIXELS = 16_000_000;
const SOURCES = ["HTMLCanvasElement", "OffscreenCanvas", "ImageBitmap", "VideoFrame", "ImageData"];

const wrong = (words) => new PozeError("bad_configuration", `analyze: ${words}`);

/** What it is, in whichever window or worker it was made. */
function kindOf(source) {
  const kind = Object.prototype.toString.call(source).slice("[object ".length, -1);
  if (!SOURCES.includes(kind)) throw wrong(`takes ${SOURCES.join(", ")}; this is ${kind}.`);
  return kind;
}

function sizeOf(source, kind) {
  const [width, height] =
    kind === "VideoFrame" ? [source.displayWidth, source.displayHeight] : [source.width, source.height];
  if (!(width >= 1 && height >= 1)) throw wrong(`this ${kind} has no pixels: it is empty, or was closed.`);
  return { width, height };
}

/** Reads through a canvas that is kept from frame to frame. */
export class PixelReader {
  #context = null;

  /**
   * @template T
   * @param {(pixels: Uint8ClampedArray, width: number, height: number, scale: number) => T} use gets unmirrored rows,
   *   which are gone when it returns; the source is `scale` times as large
   * @returns {T} what `use` returns
   */
  read(source, use) {
    const kind = kindOf(source);
    const { width, height } = sizeOf(source, kind);
    if (kind === "ImageData") return use(pixelsOf(source), width, height, 1);
    const scale = Math.max(1, Math.max(width, height) / LONGEST_SIDE_PX);
    const size = [width, height].map((side) => Math.max(1, Math.round(side / scale)));
    const pixels = this.#draw(source, kind, ...size);
    try {
      return use(pixels, ...size, scale);
    } finally {
      // Every frame has a buffer of its own; hundreds of them would wait for the garbage collector (measured in
      // Chromium: 359 MB after 300 frames of 640x480, 6 MB when they are dropped).
      drop(pixels.buffer);
    }
  }

  #draw(source, kind, width, height) {
    this.#context ??= new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    const { canvas } = this.#context;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    // What is drawn replaces what was there, transparent pixels too.
    this.#context.globalCompositeOperation = "copy";
    try {
      this.#context.drawImage(source, 0, 0, width, height);
      return this.#context.getImageData(0, 0, width, height).data;
    } catch (error) {
      throw wrong(`this ${kind} could not be read: ${error.message}`);
    }
  }

  /** The canvas goes, and with it the memory of the largest frame. */
  close() {
    this.#context = null;
  }
}

function pixelsOf({ data, width, height }) {
  if (!(data instanceof Uint8ClampedArray)) throw wrong("of ImageData only that with 8 bits a channel.");
  if (data.length !== width * height * 4) throw wrong("this ImageData has no pixels: its buffer was transferred.");
  if (width * height > MOST_PIXELS) throw wrong(`${width}x${height} is too large for ImageData: at most 16 megapixels.`);
  return data;
}
