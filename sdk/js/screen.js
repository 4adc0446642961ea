// Where the card is and how much room there is for it.

/** Below this there is no room for the picture above the words. */
const LOW_PX = 544;
/** How often it is looked at whether a run can still be seen. */
const LOOK_MS = 400;

/** Low screens get another layout; `--_view` is what the height of the picture is measured against. */
export function applyViewHeight(card, height) {
  if (!Number.isFinite(height) || height <= 0) return;
  card.classList.toggle("low", height < LOW_PX);
  card.style.setProperty("--_view", `${Math.round(height)}px`);
}

/** Tells the height of the page's view, now and whenever it changes. @param {AbortSignal} [signal] ends it */
export function followViewHeight(tell, signal) {
  const now = () => tell(globalThis.innerHeight);
  globalThis.addEventListener("resize", now, { signal });
  now();
}

/**
 * Calls once when the element is no longer displayed: in a dialog, say, that was closed. No observer sees that in every
 * case, and a camera that nobody sees must not stay on.
 */
export function whenGone(element, call, signal) {
  const gone = () => typeof element.checkVisibility === "function" && !element.checkVisibility({ visibilityProperty: true });
  const timer = setInterval(() => {
    if (!gone()) return;
    clearInterval(timer);
    call();
  }, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}
