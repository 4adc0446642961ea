// The logins that a browser session has under way: one for each tab, so that a second tab does not spoil the first.

/** The oldest is forgotten first. */
const MOST = 5;
/** A client_secret lives ten minutes, and its token five more. */
const LIFE_MS = 20 * 60 * 1000;

/**
 * @param {{get(key: string): unknown, set(key: string, value: unknown): void}} visit the browser session, on the server
 * @param {{nonce: string, sub: string, action: string}} expected
 */
export function addPending(visit, expected, now = Date.now()) {
  const pending = (visit.get("pending") ?? []).filter(({ until }) => until > now);
  visit.set("pending", [...pending, { ...expected, until: now + LIFE_MS }].slice(-MOST));
}

/** What was expected with this nonce: given out once. */
export function takePending(visit, nonce, now = Date.now()) {
  const pending = visit.get("pending") ?? [];
  const found = pending.find((one) => one.nonce === nonce && one.until > now);
  if (!found) return null;
  visit.set(
    "pending",
    pending.filter((one) => one !== found),
  );
  return found;
}
