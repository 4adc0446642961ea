// A site's backend, as far as scenarios need one: its secret key never leaves this file.

import { randomBytes } from "node:crypto";

export class Backend {
  #url;
  #key;

  /** @param {string} url of the verifier @param {{id: string, secretKey: string}} site */
  constructor(url, site) {
    this.#url = url;
    this.#key = site.secretKey;
    this.site = site.id;
  }

  /** Any call with the secret key. @returns {Promise<{status: number, body: any}>} */
  async call(method, path, body) {
    const headers = { authorization: `Bearer ${this.#key}` };
    const form = body instanceof FormData;
    if (body !== undefined && !form) headers["content-type"] = "application/json";
    const sent = form ? body : body && JSON.stringify(body);
    const response = await fetch(this.#url + path, { method, headers, body: sent });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }

  async #ask(method, path, body) {
    const answer = await this.call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Hands over a photo. @returns {Promise<{status: number, body: any}>} */
  sendReference(photo, subject = "member-1") {
    const form = new FormData();
    form.set("subject", subject);
    form.set("photo", new Blob([photo]), "photo");
    return this.call("POST", "/v1/references", form);
  }

  /** @returns {Promise<string>} its id */
  async reference(photo, subject = "member-1") {
    const { status, body } = await this.sendReference(photo, subject);
    if (status !== 201) throw new Error(`the reference was refused: ${status} ${JSON.stringify(body)}`);
    return body.id;
  }

  /** @returns {Promise<{id: string, secret: string, nonce: string}>} */
  async session(referenceId, more = {}) {
    const nonce = randomBytes(24).toString("base64url");
    const body = { subject: "member-1", reference_id: referenceId, action: "Log in", nonce, ...more };
    const { id, client_secret: secret } = await this.#ask("POST", "/v1/sessions", body);
    return { id, secret, nonce };
  }

  /** What the verifier tells this backend of a session. */
  look(id) {
    return this.#ask("GET", `/v1/sessions/${id}`);
  }

  redeem(token) {
    return this.call("POST", "/v1/tokens/redeem", { token });
  }
}
