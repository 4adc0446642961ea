// Calls that are none: broken multipart, unknown ids, wrong secrets, bodies that are too large or no JSON.

const BOUNDARY = "----x";
const typed = `multipart/form-data; boundary=${BOUNDARY}`;

/** A multipart body, as a list of parts would be sent. */
function multipart(parts, end = `--${BOUNDARY}--\r\n`) {
  const part = ([name, value]) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return parts.map(part).join("") + end;
}

/**
 * @param {{url: string, key: string, opened: {id: string, secret: string}, challenge: string, signature: string}} known
 * @returns {{name: string, code: string | string[], send: () => Promise<Response>}[]}
 */
export function badCalls({ url, key, opened, challenge, signature }) {
  const secret = { authorization: `Bearer ${key}` };
  const page = { authorization: `Bearer ${opened.secret}`, "poze-signature": signature };
  const ask = (method, path, headers, body) => () => fetch(url + path, { method, headers, body });
  const post = (path, headers, type, body) => ask("POST", path, { ...headers, "content-type": type }, body);
  const json = "application/json";
  const step = `/v1/challenges/${challenge}/steps/0`;
  const photo = (type, body) => post("/v1/references", secret, type, body);
  const cases = [
    // Wrong secrets.
    ["no secret key", "unauthorized", post("/v1/sessions", {}, json, "{}")],
    ["a wrong secret key", "unauthorized", post("/v1/sessions", { authorization: "Bearer sk_wrong" }, json, "{}")],
    ["a client_secret for a secret key", "unauthorized", ask("GET", `/v1/sessions/${opened.id}`, page)],
    ["a secret key for a client_secret", "unauthorized", post("/v1/challenges", { ...page, ...secret }, json, "{}")],
    ["a wrong client_secret", "unauthorized", post(step, { ...page, authorization: "Bearer cs_wrong" }, typed, "")],
    ["a huge secret", ["unauthorized"], post("/v1/sessions", { authorization: `Bearer sk_${"x".repeat(5000)}` }, json, "{}")],
    ["no signature", "signature_invalid", post(step, { authorization: page.authorization }, typed, multipart([["meta", "{}"]]))],
    ["another's signature", "signature_invalid", post(step, page, typed, multipart([["meta", "{}"]]))],
    // Unknown ids.
    ["an unknown session", "not_found", ask("GET", "/v1/sessions/ses_nothing", secret)],
    ["an unknown reference", "not_found", ask("DELETE", "/v1/references/ref_nothing", secret)],
    ["an unknown path", "not_found", ask("GET", "/v1/nothing", secret)],
    ["a path that climbs", "not_found", ask("GET", "/widget/%2e%2e%2fCargo.toml", {})],
    ["an unknown step", "not_found", post(`/v1/challenges/${challenge}/steps/999`, page, typed, "")],
    ["a session against an unknown reference", ["not_found", "invalid_field"], post("/v1/sessions", secret, json, JSON.stringify({
      subject: "member-1", reference_id: "ref_nothing", action: "Log in", nonce: "n".repeat(32),
    }))],
    ["another method", "method_not_allowed", ask("PUT", "/v1/sessions", secret)],
    // Bodies.
    ["no JSON", "bad_request", post("/v1/sessions", secret, json, "{")],
    ["JSON of another shape", ["invalid_field", "bad_request"], post("/v1/sessions", secret, json, "[1, 2]")],
    ["deep JSON", ["bad_request", "invalid_field"], post("/v1/sessions", secret, json, "[".repeat(20_000))],
    ["a body that is too large", "body_too_large", post("/v1/sessions", secret, json, " ".repeat(1 << 20))],
    ["another content type", "unsupported_media_type", post("/v1/sessions", secret, "text/plain", "{}")],
    // Multipart.
    ["multipart without a boundary", ["unsupported_media_type", "bad_request"], photo("multipart/form-data", multipart([["subject", "a"]]))],
    ["multipart of another boundary", "bad_request", photo("multipart/form-data; boundary=other", multipart([["subject", "a"]]))],
    ["multipart without an end", "bad_request", photo(typed, multipart([["subject", "a"], ["photo", "p"]], ""))],
    ["multipart without a photo", ["invalid_field", "bad_request"], photo(typed, multipart([["subject", "a"]]))],
    ["a photo that is too large", ["body_too_large", "image_too_large"], photo(typed, multipart([["subject", "a"], ["photo", "p".repeat(20 << 20)]]))],
    ["a step that is too large", ["body_too_large", "signature_invalid"], post(step, page, typed, multipart([["f0", "p".repeat(6 << 20)]]))],
    ["a step without meta", ["bad_request", "invalid_field"], post(step, page, typed, multipart([["f0", "p"]]))],
    ["a step that is no multipart", "unsupported_media_type", post(step, page, json, "{}")],
  ];
  return cases.map(([name, code, send]) => ({ name, code, send }));
}
