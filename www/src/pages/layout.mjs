// The frame around every page, and the small parts that several pages share. `html` escapes every value.

import { html } from "hono/html";

export { html };

const logo = html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
  <path class="logo-cover" d="M4 6.5C8 4.6 12.6 4.8 16 7.4v19C12.6 23.8 8 23.6 4 25.5z M28 6.5C24 4.6 19.4 4.8 16 7.4v19c3.4-2.6 8-2.8 12-.9z" />
  <path class="logo-line" d="M7.6 14.2c1.6 1.9 4 1.9 5.6 0M18.8 14.2c1.6 1.9 4 1.9 5.6 0" />
</svg>`;

/** What members can reach from everywhere; visitors get the two ways in. */
const navigation = (member) =>
  member
    ? html`<a class="spare" href="/home">Home</a><a href="/account">Account</a>
        <form method="post" action="/logout"><button class="plain" id="logout">Log out</button></form>`
    : html`<a href="/login">Log in</a><a class="button small" href="/signup">Join</a>`;

/**
 * @param {object} options
 * @param {string} options.title
 * @param {unknown} options.body from `html`
 * @param {object | null} [options.member] who is logged in
 * @param {string[]} [options.scripts] addresses of modules
 * @param {"landing" | "narrow" | "home"} options.kind names the page's stylesheet
 */
export const layout = ({ title, body, member = null, scripts = [], kind }) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · PrivacyBook</title>
    <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/static/base.css" />
    <link rel="stylesheet" href="/static/parts.css" />
    <link rel="stylesheet" href="/static/${kind}.css" />
    ${scripts.map((src) => html`<script type="module" src="${src}"></script>`)}
  </head>
  <body class="${kind}">
    <a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <div class="wide bar">
        <a class="brand" href="/">${logo}<span>PrivacyBook</span></a>
        <nav aria-label="Main">${navigation(member)}</nav>
      </div>
    </header>
    <main id="main" class="wide" tabindex="-1">${body}</main>
    <footer class="wide foot">
      <p>PrivacyBook is a made-up site. It shows how a customer uses Poze, and forgets everything when it stops.</p>
      <p><a href="/privacy">What happens to your data</a></p>
    </footer>
  </body>
</html>`;

/** A message about something that went wrong; `id` is what a field refers to. */
export const problemBox = (message, id = "problem") =>
  message ? html`<p class="problem" id="${id}" role="alert">${message}</p>` : "";

const TONES = 5;

/** Initials on a colour that goes with the name. */
export function avatar(name, size = "") {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "").join("");
  const tone = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % TONES;
  return html`<span class="avatar tone-${tone} ${size}" aria-hidden="true">${letters.toUpperCase()}</span>`;
}

const STEPS = [
  [60_000, "now"],
  [3_600_000, "min", 60_000],
  [86_400_000, "h", 3_600_000],
  [Infinity, "d", 86_400_000],
];

/** How long ago, in as few letters as a feed has room for. */
export function ago(at, now) {
  const age = Math.max(0, now - at);
  const [, unit, size] = STEPS.find(([below]) => age < below);
  return size ? `${Math.floor(age / size)} ${unit}` : unit;
}

export const postCard = ({ member, text, at }, now) => html`<article class="card post">
  ${avatar(member.name)}
  <div>
    <p class="byline"><bdi>${member.name}</bdi> <time datetime="${new Date(at).toISOString()}">${ago(at, now)}</time></p>
    <p class="words" dir="auto">${text}</p>
  </div>
</article>`;
