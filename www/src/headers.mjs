// What every answer tells the browser it may do.

/**
 * @param {object} options
 * @param {string} options.verifier its origin
 * @param {"inline" | "frame"} options.widget whose origin the widget's files come from: ours, or the verifier's
 */
export function securityHeaders({ verifier, widget }) {
  const framed = widget === "frame";
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${framed ? verifier : "'wasm-unsafe-eval'"}`,
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "worker-src 'self'",
    `connect-src 'self' ${verifier}`,
    `frame-src ${verifier}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const headers = {
    "content-security-policy": policy,
    "permissions-policy": `camera=(self${framed ? ` "${verifier}"` : ""}), microphone=(), geolocation=()`,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    // Not `no-referrer`: with it a form's own Origin header would be "null".
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store", // pages are personal; files set their own
  };
  return async (context, next) => {
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    await next();
  };
}
