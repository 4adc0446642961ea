// Models between the loader, which keeps them as blobs, and Rust, which takes bytes.

/**
 * A group's bytes; whoever hands them to Rust drops them.
 * @param {Record<string, Blob>} blobs
 * @returns {Promise<Record<string, Uint8Array>>}
 */
export async function bytesOf(blobs) {
  const bytes = async ([use, blob]) => [use, new Uint8Array(await blob.arrayBuffer())];
  return Object.fromEntries(await Promise.all(Object.entries(blobs).map(bytes)));
}
