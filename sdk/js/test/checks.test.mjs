import assert from "node:assert/strict";
import { test } from "node:test";

import { checkBrowser, checkPageOfFrame } from "../checks.js";

const present = () => {};

/** A window that has everything, with some of it replaced. */
function scope(changes = {}) {
  return {
    isSecureContext: true,
    document: {},
    WebAssembly,
    Worker: present,
    OffscreenCanvas: present,
    createImageBitmap: present,
    crypto: { subtle: {} },
    navigator: { mediaDevices: { getUserMedia: present } },
    ...changes,
  };
}

const policy = (...allowed) => ({ allowsFeature: (name, origin = "self") => name === "camera" && allowed.includes(origin) });

test("a browser that has everything passes", () => {
  checkBrowser(scope());
});

const refused = [
  ["http", { isSecureContext: false }, "insecure_context"],
  ["a permissions policy without the camera", { document: { permissionsPolicy: policy() } }, "camera_blocked"],
  ["the same under the older name", { document: { featurePolicy: policy() } }, "camera_blocked"],
  ["no WebAssembly", { WebAssembly: undefined }, "unsupported_browser"],
  ["WebAssembly without SIMD", { WebAssembly: { validate: () => false } }, "unsupported_browser"],
  ["no workers", { Worker: undefined }, "unsupported_browser"],
  ["no OffscreenCanvas", { OffscreenCanvas: undefined }, "unsupported_browser"],
  ["no WebCrypto", { crypto: {} }, "unsupported_browser"],
  ["no camera interface", { navigator: {} }, "unsupported_browser"],
];
for (const [name, changes, code] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(() => checkBrowser(scope(changes)), { code });
  });
}

test("what is missing is named for the developer", () => {
  assert.throws(() => checkBrowser(scope({ Worker: undefined, crypto: {} })), /Worker, crypto\.subtle/);
});

test("a page may open the frame with the camera it has or with what its header gives to the frame", () => {
  const origin = "https://verifier.example";
  checkPageOfFrame(origin, scope({ document: { featurePolicy: policy("self") } }));
  checkPageOfFrame(origin, scope({ document: { featurePolicy: policy(origin) } }));
  assert.throws(() => checkPageOfFrame(origin, scope({ document: { featurePolicy: policy() } })), { code: "camera_blocked" });
});
