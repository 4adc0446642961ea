// PrivacyBook from end to end: join with a photo from a file, log out, log in by striking a poze.

import assert from "node:assert/strict";

import { startApp } from "../../../www/src/app.mjs";
import { MAN, WOMAN } from "../../cameras/people.mjs";
import { scenario } from "../harness/stand.mjs";

const NAME = "Wilma";

async function privacyBook(stand, widget) {
  const [{ id, secretKey }] = stand.verifier.sites;
  const log = [];
  const poze = { url: stand.url, secretKey, site: id };
  const app = await startApp({ poze, widget, session: WOMAN.session, log: (line) => log.push(line) });
  stand.defer(() => app.close());
  return { url: app.url, log };
}

async function joinAndLeave(page, photo) {
  await page.fill("#name", NAME);
  await page.setInputFiles("#photo", { name: "me.jpg", mimeType: "image/jpeg", buffer: photo });
  await page.check("#agree");
  await page.click("#join");
  await page.click("#continue"); // past the recovery code
  await page.waitForURL("**/home");
  await page.click("#logout");
}

async function askForPoze(page, url) {
  await page.goto(`${url}/login`);
  await page.fill("#name", NAME);
  await page.click("#continue");
  await page.waitForURL("**/login/poze");
}

for (const widget of ["inline", "frame"]) {
  scenario(`a member logs in by striking a poze (${widget})`, async (stand) => {
    const { url, log } = await privacyBook(stand, widget);
    const visitor = await stand.visitor(WOMAN.camera(), `${url}/signup`);
    const { page } = visitor;
    await joinAndLeave(page, WOMAN.photo());
    await askForPoze(page, url);
    await visitor.begin({ frame: widget === "frame" });
    await visitor.end();
    await page.waitForURL("**/home").catch((error) => {
      throw new Error(`${error.message}\n${visitor.story()}\n${log.join("\n")}`);
    });
    assert.match(await page.locator("body").innerText(), new RegExp(NAME));
  });
}

scenario("somebody else is not let in", async (stand) => {
  const { url, log } = await privacyBook(stand, "inline");
  const visitor = await stand.visitor(WOMAN.camera(), `${url}/signup`);
  const { page } = visitor;
  await joinAndLeave(page, MAN.photo());
  await askForPoze(page, url);
  await visitor.begin();
  const end = await visitor.end();
  assert.equal(end.phase, "failed", `${visitor.story()}\n${log.join("\n")}`);
  await page.goto(`${url}/home`);
  assert.ok(!page.url().endsWith("/home"), page.url());
});
