// Whether this page and this browser can run the check at all, before anything is downloaded.

import { PozeError } from "./errors.js";

// (module (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)): valid only where SIMD is.
const SIMD_MODULE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

const hasSimd = ({ WebAssembly }) => Boolean(WebAssembly?.validate(new Uint8Array(SIMD_MODULE)));

/** What the widget cannot do without, by the name that a developer would search for. */
const NEEDS = [
  ["WebAssembly SIMD", hasSimd],
  ["Worker", (scope) => typeof scope.Worker === "function"],
  ["OffscreenCanvas", (scope) => typeof scope.OffscreenCanvas === "function"],
  ["createImageBitmap", (scope) => typeof scope.createImageBitmap === "function"],
  ["crypto.subtle", (scope) => Boolean(scope.crypto?.subtle)],
  ["getUserMedia", (scope) => typeof scope.navigator?.mediaDevices?.getUserMedia === "function"],
];

/**
 * False only when the browser says so: most have no way to ask. A page can hand on what it has itself (by the
 * iframe's `allow`) or what its header gives to that origin.
 */
function policyAllowsCamera(document, origin) {
  const policy = document?.permissionsPolicy ?? document?.featurePolicy;
  if (typeof policy?.allowsFeature !== "function") return true;
  return policy.allowsFeature("camera") || (origin !== undefined && policy.allowsFeature("camera", origin));
}

function checkCameraMayOpen(scope, origin) {
  if (!scope.isSecureContext) {
    throw new PozeError("insecure_context", "The page is not a secure context: serve it over https (or from 127.0.0.1).");
  }
  if (!policyAllowsCamera(scope.document, origin)) {
    throw new PozeError("camera_blocked", "The page's permissions policy forbids the camera: allow `camera` for the widget.");
  }
}

/**
 * For the window in which the camera will run.
 * @param {any} [scope] the window; another object in tests
 * @throws {PozeError}
 */
export function checkBrowser(scope = globalThis) {
  checkCameraMayOpen(scope);
  const missing = NEEDS.filter(([, present]) => !present(scope)).map(([name]) => name);
  if (missing.length > 0) {
    throw new PozeError("unsupported_browser", `This browser lacks ${missing.join(", ")}.`);
  }
}

/**
 * For a page that is about to open the verifier's frame.
 * @param {string} frameOrigin the verifier's
 * @throws {PozeError}
 */
export function checkPageOfFrame(frameOrigin, scope = globalThis) {
  checkCameraMayOpen(scope, frameOrigin);
}
