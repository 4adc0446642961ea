// A member's home: posts, and at the side who they are and what Poze said about them.

import { avatar, html, layout, postCard, problemBox } from "./layout.mjs";

const MONTH = new Intl.DateTimeFormat("en", { month: "long", year: "numeric" });
const TIME = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
  timeZone: "UTC",
});
const utc = (seconds) => `${TIME.format(seconds * 1000)} UTC`;

const WAYS = {
  signup: "You have just joined. Log out and come back by striking a poze: what the face check says then stands here.",
  recovery: "You came in with your recovery code, so the face check was not asked.",
};

/** The claims that a site decides by, in words. */
const rows = (claims) => [
  ["Verified by", claims.iss],
  ["For site", claims.aud],
  ["Member", claims.sub],
  ["To do", claims.action],
  ["Seen at", utc(claims.auth_time)],
  ["Moves", (claims.poze?.moves ?? []).map((moves) => moves.join(" + ")).join(", then ")],
  ["Assurance", claims.acr],
  ["Compared with", claims.poze?.reference?.enrolled === "live" ? "a live enrolment" : "your photo"],
  ["Judged by", claims.poze?.engine],
];

const said = ({ way, claims }) =>
  claims
    ? html`<p class="verdict"><svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="9" /><path d="M6 10.3l2.8 2.9L14 7.6" /></svg>Poze says it was you.</p>
        <dl id="claims">${rows(claims).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value ?? "not stated"}</dd></div>`)}</dl>
        <details class="raw"><summary>The whole token</summary><pre id="claims-json" tabindex="0">${JSON.stringify(claims, null, 2)}</pre></details>`
    : html`<p>${WAYS[way] ?? WAYS.recovery}</p>`;

const profile = ({ member, way, claims }) => html`<aside aria-label="You">
  <section class="card you">
    ${avatar(member.name, "large")}
    <div>
      <h2><bdi id="member-name">${member.name}</bdi></h2>
      <p>Here since ${MONTH.format(member.joinedAt)}</p>
    </div>
  </section>
  <section class="card said" aria-labelledby="said">
    <h2 id="said">What Poze said</h2>
    ${said({ way, claims })}
  </section>
</aside>`;

export const feedPage = ({ member, posts, now, way, claims, draft = "", problem = null }) =>
  layout({
    title: "Home",
    kind: "home",
    member,
    body: html`<h1 class="unseen">Home</h1>
      <div class="columns">
        ${profile({ member, way, claims })}
        <section aria-label="Posts" class="posts">
          <form class="card composer" method="post" action="/posts">
            ${avatar(member.name)}
            <div>
              <label class="unseen" for="text">A new post</label>
              <textarea id="text" name="text" rows="2" maxlength="280" required placeholder="What is on your mind?">${draft}</textarea>
              ${problemBox(problem)}
              <button class="button small" id="post">Post</button>
            </div>
          </form>
          ${posts.map((post) => postCard(post, now))}
        </section>
      </div>`,
  });
