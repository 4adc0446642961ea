// Key pairs of running sessions, as far as this page has seen them: a run that begins anew must sign with the key that
// its session is bound to. A frame whose storage is refused has no memory of its own, so the page keeps it; the private
// half is non-extractable there too.

/** Sessions live for ten minutes: a page does not have more of them at a time. */
const MOST = 16;

const pairs = new Map();

/** A pair that signs and cannot be taken apart; anything else from another window is nothing. */
export function usablePair(pair, Key = globalThis.CryptoKey) {
  const is = (key, type) => Key !== undefined && key instanceof Key && key.type === type && key.algorithm.namedCurve === "P-256";
  const fits = is(pair?.privateKey, "private") && is(pair.publicKey, "public") && !pair.privateKey.extractable;
  return fits ? { privateKey: pair.privateKey, publicKey: pair.publicKey } : undefined;
}

export function keepPair(session, pair) {
  const usable = usablePair(pair);
  if (usable === undefined) return;
  pairs.delete(session);
  if (pairs.size >= MOST) pairs.delete(pairs.keys().next().value);
  pairs.set(session, usable);
}

export const pairOf = (session) => pairs.get(session);
