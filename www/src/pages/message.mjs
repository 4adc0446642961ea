// One message and where to go from here: refusals, faults, goodbyes.

import { html, layout } from "./layout.mjs";

const HOME = [{ href: "/", text: "Back to PrivacyBook", primary: true }];

/** @param {{title: string, message: string, ways?: {href: string, text: string, primary?: boolean}[]}} options */
export const messagePage = ({ title, message, ways = HOME }) =>
  layout({
    title,
    kind: "narrow",
    body: html`<section class="card sheet">
      <h1>${title}</h1>
      <p class="lead">${message}</p>
      <p class="ways">${ways.map(({ href, text, primary }) => html`<a class="button ${primary ? "" : "quiet"}" href="${href}">${text}</a>`)}</p>
    </section>`,
  });
