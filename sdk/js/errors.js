// One shape for everything that can go wrong. Codes are those of the protocol (poze-protocol's `Code`): each has a
// text for the visitor under `error-<code>`; the message here is for whoever reads the console.

/** Codes that the JavaScript half reports itself, and whether doing the same again can help. */
const RETRYABLE = {
  insecure_context: false,
  camera_blocked: false,
  unsupported_browser: false,
  bad_configuration: false,
  origin_not_allowed: false,
  network: true,
  cancelled: true,
  internal: true,
};

export class PozeError extends Error {
  /**
   * @param {string} code of the protocol, snake_case
   * @param {string} message for the developer, in English
   * @param {boolean} [retryable]
   */
  constructor(code, message, retryable = RETRYABLE[code] ?? false) {
    super(message);
    this.name = "PozeError";
    this.code = code;
    this.retryable = retryable;
  }

  /** What `poze-error` carries: a plain value that can be posted to another window. */
  get detail() {
    return { code: this.code, message: this.message, retryable: this.retryable };
  }

  /** Any thrown value as a PozeError; what has no code of its own is `internal`. */
  static from(thrown) {
    if (thrown instanceof PozeError) return thrown;
    const code = typeof thrown?.code === "string" ? thrown.code : "internal";
    return new PozeError(code, String(thrown?.message ?? thrown), thrown?.retryable);
  }
}
