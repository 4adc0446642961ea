// Coming back: who, the poze, and the other way in.

import { html, layout, problemBox } from "./layout.mjs";

const AVOID = [
  ["head", "I cannot move my head"],
  ["expression", "I cannot make faces"],
];

export const choosePage = ({ name = "", avoid = [], problem = null }) =>
  layout({
    title: "Log in",
    kind: "narrow",
    body: html`<section class="card sheet">
      <h1>Good to see you</h1>
      <p class="lead">Who are you? Then strike a poze, and you are in.</p>
      <form method="post" action="/login" id="login">
        <label class="field">
          <span>Your name</span>
          <input name="name" id="name" value="${name}" required maxlength="40" autocomplete="username" ${problem ? html`aria-invalid="true" aria-describedby="problem"` : ""} />
        </label>
        ${problemBox(problem)}
        <details class="more" ${avoid.length > 0 ? "open" : ""}>
          <summary>Some moves are hard for me</summary>
          ${AVOID.map(
            ([value, text]) => html`<label class="check">
              <input type="checkbox" name="avoid" value="${value}" ${avoid.includes(value) ? "checked" : ""} /><span>${text}</span>
            </label>`,
          )}
          <p class="hint">You will not be asked for them. This is not kept.</p>
        </details>
        <button class="button block" id="continue">Continue</button>
      </form>
      <p class="after">No camera at hand? <a href="/login/recovery">Use your recovery code</a><br />New here? <a href="/signup">Join</a></p>
    </section>`,
  });

/**
 * The widget in a form: it writes the token into a hidden field of its own, named `poze-token`.
 * @param {{member: object, clientSecret: string, action: string, verifier: string, widget: "inline" | "frame"}} options
 */
export const pozePage = ({ member, clientSecret, action, verifier, widget }) =>
  layout({
    title: "Strike a poze",
    kind: "narrow",
    scripts: [widget === "frame" ? `${verifier}/widget/poze.js` : "/poze/poze.js", "/static/login.js"],
    body: html`<section class="login-poze">
      <h1>Hello, <bdi>${member.name}</bdi></h1>
      <p class="lead">Strike a poze to log in.</p>
      <form method="post" action="/login/poze" id="poze-form">
        <poze-widget session="${clientSecret}" name="poze-token" required site="PrivacyBook" action="${action}" ${widget === "inline" ? html`api="${verifier}"` : ""}>
          <a slot="consent-link" href="/privacy">What happens to your data</a>
        </poze-widget>
        <noscript><p class="problem">The face check needs JavaScript. Your recovery code works without.</p></noscript>
        <button class="button block" id="poze-submit" hidden>Log in</button>
      </form>
      <div class="card other" id="other-ways">
        <p id="other-words" role="status" data-failed="That did not work. You can start afresh, or use your recovery code.">Rather not, or not working?</p>
        <p class="row">
          <a class="button quiet" id="start-over" href="/login/poze">Start afresh</a>
          <a class="button quiet" id="use-recovery" href="/login/recovery">Use your recovery code</a>
        </p>
      </div>
      <p class="after">Not you? <a href="/login">Choose another name</a></p>
    </section>`,
  });

export const recoveryPage = ({ name = "", problem = null }) =>
  layout({
    title: "Recovery code",
    kind: "narrow",
    body: html`<section class="card sheet">
      <h1>Use your recovery code</h1>
      <p class="lead">You got it when you joined. It works once; then you get a new one.</p>
      <form method="post" action="/login/recovery" id="recovery">
        <label class="field"><span>Your name</span><input name="name" id="name" value="${name}" required maxlength="40" autocomplete="username" /></label>
        <label class="field">
          <span>Recovery code</span>
          <input class="code-input" name="code" id="code" required maxlength="40" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" placeholder="XXXXX-XXXXX-XXXXX-XXXXX" ${problem ? html`aria-invalid="true" aria-describedby="problem"` : ""} />
        </label>
        ${problemBox(problem)}
        <button class="button block" id="recover">Log in</button>
      </form>
      <p class="after">Camera at hand after all? <a href="/login">Strike a poze</a></p>
    </section>`,
  });
