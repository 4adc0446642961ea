// A camera for one photo. It goes off by itself: after the photo, on cancel, and whenever the page goes out of sight.

const WANTED = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } }, audio: false };
const QUALITY = 0.92;

export class Camera {
  #video;
  #onStopped;
  #stream = null;
  /** Counts openings, so that a permission that is given too late is given back. */
  #turn = 0;

  /** @param {HTMLVideoElement} video @param {() => void} onStopped the camera has gone off, whoever did it */
  constructor(video, onStopped) {
    this.#video = video;
    this.#onStopped = onStopped;
    addEventListener("pagehide", () => this.stop());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.stop();
    });
  }

  /** @returns {Promise<boolean>} false when it was stopped before it was there */
  async open() {
    this.stop();
    const turn = ++this.#turn;
    const stream = await navigator.mediaDevices.getUserMedia(WANTED);
    if (turn !== this.#turn) {
      end(stream);
      return false;
    }
    this.#stream = stream;
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.stop());
    try {
      this.#video.srcObject = stream;
      await this.#video.play();
    } catch (error) {
      if (turn !== this.#turn) return false; // stopped while it began to play
      this.stop();
      throw error;
    }
    return turn === this.#turn;
  }

  /** The picture of this moment, not mirrored, as a JPEG; the camera goes off. */
  async take() {
    try {
      const { videoWidth: width, videoHeight: height } = this.#video;
      return await jpeg(this.#video, width, height);
    } finally {
      this.stop();
    }
  }

  stop() {
    this.#turn++;
    if (!this.#stream) return;
    end(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
    this.#onStopped();
  }
}

function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** @param {CanvasImageSource} source @returns {Promise<Blob>} */
export async function jpeg(source, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").drawImage(source, 0, 0, width, height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("the picture could not be made");
  return blob;
}
