// Joining, and the recovery code.

import { avatar, html, layout, problemBox } from "./layout.mjs";

/** A problem stands at the field that it is about. */
const at = (field, problem) => (problem?.field === field ? problemBox(problem.message, `${field}-problem`) : "");
const described = (field, problem, always) =>
  html`aria-describedby="${problem?.field === field ? `${field}-problem ` : ""}${always}" ${problem?.field === field ? html`aria-invalid="true"` : ""}`;

/** Buttons and preview come alive in photo.js; without it the file field does the job. */
const photoField = (problem) => html`<fieldset class="photo" id="photo-field">
  <legend>A photo of your face</legend>
  <p class="hint" id="photo-hint">From the front, in good light, just you.</p>
  ${at("photo", problem)}
  <div class="viewfinder" id="viewfinder" hidden>
    <video id="viewfinder-video" class="mirrored" playsinline muted aria-label="Your camera"></video>
    <img id="viewfinder-photo" alt="The photo that you will send" hidden />
  </div>
  <p class="problem" id="camera-problem" role="alert" hidden></p>
  <div class="row" id="camera-buttons" hidden>
    <button type="button" class="button quiet" id="camera-open">Use the camera</button>
    <button type="button" class="button" id="camera-take" hidden>Take the photo</button>
    <button type="button" class="button quiet" id="camera-cancel" hidden>Cancel</button>
  </div>
  <label class="file">
    <span>Or a file from this device</span>
    <input type="file" id="photo" name="photo" required accept="image/jpeg,image/png,image/webp" ${described("photo", problem, "photo-hint")} />
  </label>
</fieldset>`;

export const signupPage = ({ name = "", problem = null }) =>
  layout({
    title: "Join",
    kind: "narrow",
    scripts: ["/static/photo.js"],
    body: html`<section class="card sheet">
      <h1>Join PrivacyBook</h1>
      <p class="lead">A name and a photo, that is all.</p>
      ${at(null, problem)}
      <form method="post" action="/signup" enctype="multipart/form-data" id="signup">
        <label class="field">
          <span>Your name</span>
          <input name="name" id="name" value="${name}" required minlength="2" maxlength="40" autocomplete="nickname" ${described("name", problem, "name-hint")} />
        </label>
        <p class="hint" id="name-hint">Others see it, and you log in with it.</p>
        ${at("name", problem)} ${photoField(problem)}
        <label class="check">
          <input type="checkbox" name="agree" id="agree" value="yes" required />
          <span>I agree that a template of my face is made from this photo and used to recognise me when I log in. <a href="/privacy" target="_blank" rel="noopener">What happens to it</a></span>
        </label>
        ${at("agree", problem)}
        <button class="button block" id="join">Join</button>
      </form>
      <p class="after">Already a member? <a href="/login">Log in</a></p>
    </section>`,
  });

const WHY = {
  joined: { title: "Welcome", text: "You are in. One more thing, for days without a camera:" },
  used: { title: "You are in", text: "Your old recovery code is used up. This is your new one:" },
  asked: { title: "Your new code", text: "The one that you had before no longer works. This is your new one:" },
};

/** @param {{member: object, code: string, why: "joined" | "used" | "asked"}} options */
export const welcomePage = ({ member, code, why }) =>
  layout({
    title: WHY[why].title,
    kind: "narrow",
    member,
    body: html`<section class="card sheet">
      <div class="greeting">
        ${avatar(member.name, "large")}
        <h1>${WHY[why].title}, <bdi>${member.name}</bdi></h1>
      </div>
      <p class="lead">${WHY[why].text}</p>
      <p class="code" id="recovery-code">${code}</p>
      <p>This code opens your account once, without a camera. Write it down now: it is shown only this time.</p>
      <p class="ways"><a class="button" href="/home" id="continue">I have written it down</a></p>
    </section>`,
  });
