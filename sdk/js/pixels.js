// From anything that can be drawn to rows of RGBA.

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
   * @returns {{pixels: Uint8ClampedArray, width: number, height: number, scale: number}} unmirrored rows; the source is
   *   `scale` times as large
   */
  read(source) {
    const kind = kindOf(source);
    const { width, height } = sizeOf(source, kind);
    if (kind === "ImageData") return { ...takeImageData(source), width, height, scale: 1 };
    const scale = Math.max(1, Math.max(width, height) / LONGEST_SIDE_PX);
    const size = { width: Math.max(1, Math.round(width / scale)), height: Math.max(1, Math.round(height / scale)) };
    return { pixels: this.#draw(source, kind, size), ...size, scale };
  }

  #draw(source, kind, { width, height }) {
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

function takeImageData({ data, width, height }) {
  if (!(data instanceof Uint8ClampedArray)) throw wrong("of ImageData only that with 8 bits a channel.");
  if (data.length !== width * height * 4) throw wrong("this ImageData has no pixels: its buffer was transferred.");
  if (width * height > MOST_PIXELS) throw wrong(`${width}x${height} is too large for ImageData: at most 16 megapixels.`);
  return { pixels: data };
}
