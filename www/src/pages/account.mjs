// A member's account.

import { html, layout, problemBox } from "./layout.mjs";

export const accountPage = ({ member, problem = null }) =>
  layout({
    title: "Account",
    kind: "narrow",
    member,
    body: html`<h1 class="unseen">Account</h1>
      <section class="card sheet">
        <h2>Recovery code</h2>
        <p>Lost it? Make a new one; the old one stops working.</p>
        <form method="post" action="/account/code"><button class="button quiet" id="new-code">Make a new code</button></form>
      </section>
      <section class="card sheet danger">
        <h2>Delete the account</h2>
        <p>Your name, your posts and the template of your face are deleted at once, here and at the face check. There is no way back.</p>
        <form method="post" action="/account/delete">
          <label class="check"><input type="checkbox" name="sure" id="sure" value="yes" required /><span>Yes, delete everything of <bdi>${member.name}</bdi></span></label>
          ${problemBox(problem)}
          <button class="button bad" id="delete">Delete the account</button>
        </form>
      </section>`,
  });
