// In plain words, what this site and its verifier keep.

import { html, layout } from "./layout.mjs";

export const privacyPage = ({ member, verifier }) =>
  layout({
    title: "Your data",
    kind: "narrow",
    member,
    body: html`<section class="card sheet prose">
      <h1>What happens to your data</h1>
      <h2>Your photo</h2>
      <p>
        It goes from your browser through PrivacyBook to the face check at <b>${verifier}</b>. There it is turned into a
        template: a list of numbers, encrypted, kept under a random id and not under your name. The photo itself is not
        kept, neither here nor there. Your browser makes it smaller first, which also removes what a camera writes into
        a file, such as the place.
      </p>
      <h2>When you log in</h2>
      <p>
        You strike a poze before your camera. The face check looks at the pictures, drops them, and tells PrivacyBook
        yes or no in a signed token. PrivacyBook never sees your camera's pictures.
      </p>
      <h2>What PrivacyBook keeps</h2>
      <p>Your name, your posts, a hash of your recovery code, the id of your template, and the last token while you are logged in.</p>
      <h2>Another way in</h2>
      <p>Nobody has to use the camera: the recovery code that you got when you joined opens your account as well.</p>
      <h2>Leaving</h2>
      <p>Deleting your account deletes the template at once. All of this ends in any case when the demo is stopped.</p>
    </section>`,
  });
