// What the page and the verifier's frame say to each other.
//
// The first two messages go through window.postMessage, everything after them through the MessageChannel whose second
// port travels with `poze-open`. The client_secret is only ever in `poze-open`, which is posted to the verifier's
// origin alone.
//
// | message      | from  | holds                          | checked by the receiver                                     |
// |--------------|-------|--------------------------------|-------------------------------------------------------------|
// | `poze-hello` | frame | version                        | page: source is its iframe, origin is that of `base`        |
// | `poze-open`  | page  | version, settings, vars,       | frame: source is its parent, first one only; its `origin`   |
// |              |       | keyPair, port                  | becomes `parentOrigin`, which the verifier checks           |
// | `opened`     | frame |                                | page: comes over the port                                   |
// | `resize`     | frame | height in CSS pixels           | page: clamped to MAX_HEIGHT                                 |
// | `state`      | frame | detail of `poze-state`         |                                                             |
// | `verified`   | frame | {token, expiresAt}             |                                                             |
// | `error`      | frame | {code, message, retryable}     |                                                             |
// | `closed`     | frame |                                | page: removes the frame, shows start                        |
// | `key`        | frame | pair: the CryptoKeyPair of the | page: non-extractable P-256; goes into the next `poze-open` |
// |              |       | session                        | of this session, whose frame may have no storage            |
// | `view`       | page  | height of the page's view      | frame: comes over the port                                  |
// | `theme`      | page  | theme: light or dark           | frame: comes over the port                                  |
// | `stop`       | page  |                                | frame: camera off at once; the iframe is removed after it   |

/** Raised when the table above changes in a way that an older side would not understand. */
export const FRAME_VERSION = 1;
export const HELLO = "poze-hello";
export const OPEN = "poze-open";
/** A frame taller than this is a mistake. */
export const MAX_HEIGHT = 2000;

/** Custom properties that a page may set and that its frame takes over. */
export const STYLE_VARS = [
  "--poze-accent",
  "--poze-accent-text",
  "--poze-surface",
  "--poze-text",
  "--poze-muted",
  "--poze-border",
  "--poze-radius",
  "--poze-font",
];

/** A colour, a length or a font list: nothing that loads anything or leaves its declaration. */
export function isPlainStyle(value) {
  return typeof value === "string" && value.length <= 120 && /^[\w\s#%.,()'"/+*-]+$/.test(value) && !/url\s*\(/i.test(value);
}
