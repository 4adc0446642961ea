// An attack: a camera whose scene is switched while it runs, in answer to the prompt. Chromium reads the file frame by
// frame, so that overwriting it in place (same size, same header) shows at once.

import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In memory where there is such a folder: a write must not be slower than the camera. */
const FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** @param {string} scene a .y4m file @returns {{camera: string, show(scene: string): void, close(): void}} */
export function directedCamera(scene) {
  const folder = mkdtempSync(join(FOLDER, "poze-camera-"));
  const camera = join(folder, "camera.y4m");
  copyFileSync(scene, camera);
  return {
    camera,
    show(next) {
      const bytes = readFileSync(next);
      if (bytes.length !== statSync(camera).size) throw new Error("scenes must have the same length");
      const file = openSync(camera, "r+");
      writeSync(file, bytes, 0, bytes.length, 0);
      closeSync(file);
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
