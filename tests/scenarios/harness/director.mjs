// An attack: a camera whose scene is switched while it runs, in answer to the prompt. Chromium reads the file frame by
// frame, so that overwriting it in place (same size, same header) shows at once.

import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In memory where there is such a folder with room: a write must not be slower than the camera. */
export function folderFor(bytes) {
  const memory = "/dev/shm";
  if (!fs.existsSync(memory)) return tmpdir();
  const { bavail, bsize } = fs.statfsSync(memory);
  return bavail * bsize > 2 * bytes ? memory : tmpdir();
}

/** @param {string} scene a .y4m file @returns {{camera: string, show(scene: string): void, close(): void}} */
export function directedCamera(scene) {
  const folder = fs.mkdtempSync(join(folderFor(fs.statSync(scene).size), "poze-camera-"));
  const camera = join(folder, "camera.y4m");
  fs.copyFileSync(scene, camera);
  return {
    camera,
    show(next) {
      const bytes = fs.readFileSync(next);
      if (bytes.length !== fs.statSync(camera).size) throw new Error("scenes must have the same length");
      const file = fs.openSync(camera, "r+");
      fs.writeSync(file, bytes, 0, bytes.length, 0);
      fs.closeSync(file);
    },
    close: () => fs.rmSync(folder, { recursive: true }),
  };
}
