// What everybody sees first.

import { html, layout, postCard } from "./layout.mjs";

/** Somebody striking a poze in a picture frame: head tilted, two fingers up. */
const picture = html`<svg class="picture" viewBox="0 0 360 380" role="img" aria-label="Somebody tilting their head and making a peace sign">
  <g class="sheet-back"><rect x="34" y="22" width="270" height="322" rx="14" transform="rotate(5 170 180)" /></g>
  <g transform="rotate(-3 170 180)">
    <rect class="sheet-front" x="28" y="18" width="284" height="336" rx="14" />
    <rect class="sky" x="46" y="36" width="248" height="246" rx="8" />
    <circle class="sun" cx="238" cy="92" r="30" />
    <clipPath id="window"><rect x="46" y="20" width="262" height="262" rx="8" /></clipPath>
    <g clip-path="url(#window)">
      <path class="coat" d="M78 282c4-48 40-72 88-72s84 24 88 72z" />
      <g transform="rotate(-9 168 150)">
        <path class="skin" d="M148 182h40v40c-10 12-30 12-40 0z" />
        <path class="hair" d="M106 150c-6-58 26-88 64-88s70 28 62 92c-2 22-8 40-14 48H118c-6-10-10-30-12-52z" />
        <ellipse class="skin" cx="168" cy="152" rx="45" ry="54" />
        <path class="hair" d="M120 142c4-40 30-50 52-48 26 2 42 18 44 46-24-2-42-12-52-28-8 16-22 26-44 30z" />
        <path class="line" d="M145 154c3-5 11-5 14 0M178 154c3-5 11-5 14 0M152 178c9 10 24 10 33 0" />
        <circle class="blush" cx="139" cy="170" r="7" /><circle class="blush" cx="198" cy="170" r="7" />
      </g>
      <g transform="translate(252 214) rotate(12)">
        <rect class="coat" x="-22" y="34" width="42" height="52" rx="14" />
        <rect class="skin" x="-17" y="-46" width="14" height="62" rx="7" transform="rotate(-13 -10 10)" />
        <rect class="skin" x="2" y="-46" width="14" height="62" rx="7" transform="rotate(11 8 10)" />
        <rect class="skin" x="-21" y="2" width="40" height="42" rx="17" />
        <path class="line thin" d="M-12 18c6-6 16-6 24-2" />
      </g>
    </g>
    <path class="corner" d="M60 70V54a6 6 0 0 1 6-6h16M258 48h16a6 6 0 0 1 6 6v16M280 248v16a6 6 0 0 1-6 6h-16M82 270H66a6 6 0 0 1-6-6v-16" />
    <path class="caption" d="M62 306c18-10 24 8 40 0s22 6 38-2 24 6 42-2" />
    <g class="tick" transform="translate(266 314)"><circle r="17" /><path d="M-7 0l5 6 9-11" /></g>
  </g>
</svg>`;

const STEPS = [
  [
    "Join with a photo",
    "One photo of your face, from your camera or a file. It becomes a template; the photo is not kept.",
  ],
  [
    "Strike a poze",
    "To log in, do what the screen asks: turn your head, look up, raise your brows. No password to forget.",
  ],
  ["You are in", "PrivacyBook gets a signed yes from the face check, and never sees your camera."],
];

export const landingPage = ({ posts, now }) =>
  layout({
    title: "A social network that looks away",
    kind: "landing",
    body: html`
      <section class="hero">
        <div>
          <h1>The social network that looks away.</h1>
          <p class="lead">Posts from people you know. No ads, no tracking, no passwords: you come in by striking a poze.</p>
          <p class="ways"><a class="button" href="/signup">Join PrivacyBook</a><a class="button quiet" href="/login">Log in</a></p>
        </div>
        ${picture}
      </section>
      <section aria-labelledby="how">
        <h2 id="how">Your face is the key. You keep it.</h2>
        <ol class="steps">
          ${STEPS.map(([title, text]) => html`<li class="card"><h3>${title}</h3><p>${text}</p></li>`)}
        </ol>
      </section>
      <section aria-labelledby="now">
        <h2 id="now">Right now on PrivacyBook</h2>
        <div class="taste">${posts.map((post) => postCard(post, now))}</div>
      </section>
    `,
  });
