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
  const session = (body, type = json, headers = secret) => post("/v1/sessions", headers, type, body);
  const photo = (body, type = typed) => post("/v1/references", secret, type, body);
  const evidence = (body, headers = page, type = typed) => post(step, headers, type, body);
  const subject = ["subject", "a"];
  const large = ["photo", "p".repeat(20 << 20)];
  const unknown = { subject: "a", reference_id: "ref_nothing", action: "Log in", nonce: "n".repeat(32) };
  const bearer = (text) => ({ authorization: `Bearer ${text}` });
  const shape = ["invalid_field", "bad_request"];
  const cases = [
    // Wrong secrets.
    ["no secret key", "unauthorized", session("{}", json, {})],
    ["a wrong secret key", "unauthorized", session("{}", json, bearer("sk_wrong"))],
    ["a huge secret key", "unauthorized", session("{}", json, bearer(`sk_${"x".repeat(5000)}`))],
    ["a client_secret for a secret key", "unauthorized", ask("GET", `/v1/sessions/${opened.id}`, page)],
    ["a secret key for a client_secret", "unauthorized", post("/v1/challenges", { ...page, ...secret }, json, "{}")],
    ["a wrong client_secret", "unauthorized", evidence("", { ...page, ...bearer("cs_wrong") })],
    ["no signature", "signature_invalid", evidence(multipart([["meta", "{}"]]), bearer(opened.secret))],
    ["another's signature", "signature_invalid", evidence(multipart([["meta", "{}"]]))],
    // Unknown ids.
    ["an unknown session", "not_found", ask("GET", "/v1/sessions/ses_nothing", secret)],
    ["an unknown reference", "not_found", ask("DELETE", "/v1/references/ref_nothing", secret)],
    ["an unknown reference for a session", ["not_found", "invalid_field"], session(JSON.stringify(unknown))],
    ["an unknown path", "not_found", ask("GET", "/v1/nothing", secret)],
    ["a path that climbs", "not_found", ask("GET", "/widget/%2e%2e%2fCargo.toml", {})],
    ["an unknown step", "not_found", post(`/v1/challenges/${challenge}/steps/999`, page, typed, "")],
    ["another method", "method_not_allowed", ask("PUT", "/v1/sessions", secret)],
    // Bodies.
    ["no JSON", "bad_request", session("{")],
    ["JSON of another shape", shape, session("[1, 2]")],
    ["deep JSON", shape, session("[".repeat(20_000))],
    ["a body that is too large", "body_too_large", session(" ".repeat(1 << 20))],
    ["another content type", "unsupported_media_type", session("{}", "text/plain")],
    // Multipart.
    ["no boundary", ["unsupported_media_type", "bad_request"], photo(multipart([subject]), "multipart/form-data")],
    ["another boundary", "bad_request", photo(multipart([subject]), "multipart/form-data; boundary=other")],
    ["multipart without an end", "bad_request", photo(multipart([subject, ["photo", "p"]], ""))],
    ["multipart without a photo", shape, photo(multipart([subject]))],
    ["a photo of 20 MB", ["body_too_large", "image_too_large"], photo(multipart([subject, large]))],
    ["a step of 6 MB", ["body_too_large", "signature_invalid"], evidence(multipart([["f0", "p".repeat(6 << 20)]]))],
    ["a step without meta", shape, evidence(multipart([["f0", "p"]]))],
    ["a step that is no multipart", "unsupported_media_type", evidence("{}", page, json)],
  ];
  return cases.map(([name, code, send]) => ({ name, code, send }));
}
