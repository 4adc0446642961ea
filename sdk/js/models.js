// Models between the loader, which keeps them as blobs, and Rust, which takes bytes.

import { drop } from "./drop.js";

/**
 * Hands a group's bytes to `use`; they are gone when it returns.
 * @param {Record<string, Blob>} blobs
 * @param {(files: Record<string, Uint8Array>) => void} use
 */
export async function withBytes(blobs, use) {
  const bytes = async ([name, blob]) => [name, new Uint8Array(await blob.arrayBuffer())];
  const files = Object.fromEntries(await Promise.all(Object.entries(blobs).map(bytes)));
  try {
    use(files);
  } finally {
    for (const { buffer } of Object.values(files)) drop(buffer);
  }
}
