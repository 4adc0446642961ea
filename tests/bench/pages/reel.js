// The pictures of a bench, one at a time, in every form in which a page may have them.

/** Cameras give no more; a larger picture is shrunk to it. */
const LONGEST_SIDE_PX = 1280;

/** Forms of a frame that analysers take. */
export const FORMS = ["ImageData", "ImageBitmap", "OffscreenCanvas", "VideoFrame"];

/** Forwards and backwards without end, so that a clip never jumps from its end to its start. */
export function* backAndForth(count) {
  if (count === 1) for (;;) yield 0;
  for (let at = 0, step = 1; ; at += step) {
    yield at;
    if (at + step < 0 || at + step >= count) step = -step;
  }
}

export async function bitmapOf(number) {
  const response = await fetch(`/frames/${number}`);
  if (!response.ok) throw new Error(`picture ${number}: ${response.status}`);
  const whole = await createImageBitmap(await response.blob());
  const scale = LONGEST_SIDE_PX / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  const [width, height] = [whole.width, whole.height].map((side) => Math.max(1, Math.round(side * scale)));
  const shrunk = await createImageBitmap(whole, { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
  whole.close();
  return shrunk;
}

/** One picture in the forms that are asked for, and a way to let go of them. */
export class Picture {
  #held = [];

  static async open(number, forms) {
    const picture = new Picture();
    const bitmap = await bitmapOf(number);
    picture.size = { width: bitmap.width, height: bitmap.height };
    picture.#held.push(bitmap);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    picture.as = { ImageBitmap: bitmap, OffscreenCanvas: canvas };
    if (forms.includes("ImageData")) picture.as.ImageData = context.getImageData(0, 0, bitmap.width, bitmap.height);
    if (forms.includes("VideoFrame")) {
      picture.as.VideoFrame = new VideoFrame(bitmap, { timestamp: 0 });
      picture.#held.push(picture.as.VideoFrame);
    }
    return picture;
  }

  close() {
    for (const held of this.#held) held.close();
  }
}
