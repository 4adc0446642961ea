// Every route of PrivacyBook on one page, and what holds for all of them.

import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { csrf } from "hono/csrf";

import { files, STATIC_FOLDER, WIDGET_FOLDER } from "./assets.mjs";
import { FormError, photoForm, textForm } from "./forms.mjs";
import { securityHeaders } from "./headers.mjs";
import { messagePage } from "./pages/message.mjs";
import { createPoze } from "./poze.mjs";
import { account } from "./routes/account.mjs";
import { feed } from "./routes/feed.mjs";
import { login } from "./routes/login.mjs";
import { signup } from "./routes/signup.mjs";
import { visitors } from "./routes/visitors.mjs";
import { seed } from "./seed.mjs";
import { Sessions, visits } from "./sessions.mjs";
import { Store } from "./store.mjs";

const logLine = (line) => process.stderr.write(`${new Date().toISOString()} privacybook: ${line}\n`);

/**
 * @typedef {object} Options
 * @property {{url: string, secretKey: string, site: string, issuer?: string}} poze see poze.mjs
 * @property {"inline" | "frame"} [widget] its files from here (@poze/widget), or from the verifier in a frame
 * @property {string} [origin] where browsers see us, when a proxy stands before us
 * @property {object} [session] more fields for every `POST /v1/sessions`; scenarios script their moves with it
 * @property {string} [widgetFolder] where the widget's files lie
 * @property {(line: string) => void} [log] gets reasons, never people
 */

/** @param {Options} options */
export function createApp({
  poze,
  widget = "inline",
  origin,
  session = {},
  widgetFolder = WIDGET_FOLDER,
  log = logLine,
}) {
  const store = new Store();
  seed(store);
  const verifier = new URL(poze.url).origin;
  const parts = { store, poze: createPoze(poze), verifier, widget, session, log };
  const visitor = visitors(parts);
  const join = signup(parts);
  const enter = login(parts);
  const member = feed(parts);
  const own = account(parts);

  const app = new Hono();
  app.use(securityHeaders({ verifier, widget }));
  app.get("/static/*", files("/static/", STATIC_FOLDER));
  app.get("/poze/*", files("/poze/", widgetFolder));
  app.use(csrf(origin ? { origin } : undefined));
  app.use(visits(new Sessions(), { secure: origin?.startsWith("https:") ?? false }));

  app.get("/", visitor.landing);
  app.get("/privacy", visitor.privacy);

  app.get("/signup", join.form);
  app.post("/signup", photoForm(join.again), join.submit);
  app.get("/welcome", join.welcome);

  app.get("/login", enter.form);
  app.post("/login", textForm, enter.choose);
  app.get("/login/poze", enter.poze);
  app.post("/login/poze", textForm, enter.check);
  app.get("/login/recovery", enter.recoveryForm);
  app.post("/login/recovery", textForm, enter.recover);
  app.post("/logout", textForm, enter.logout);

  app.get("/home", member.page);
  app.post("/posts", textForm, member.post);

  app.get("/account", own.page);
  app.post("/account/code", textForm, own.newCode);
  app.post("/account/delete", textForm, own.remove);

  app.notFound((c) =>
    c.html(messagePage({ title: "Nothing here", message: "This page does not exist, or not any more." }), 404),
  );
  app.onError((error, c) => answerTo(error, c, log));
  return app;
}

function answerTo(error, c, log) {
  if (error instanceof FormError) {
    return c.html(messagePage({ title: "That did not work", message: error.message }), error.status);
  }
  if (error.status === 403) {
    log("refused: a form from another site");
    const message = "This came from another site. Go to the page here and do it again.";
    return c.html(messagePage({ title: "Not from here", message }), 403);
  }
  log(`fault: ${error.stack}`);
  return c.html(
    messagePage({ title: "That is on us", message: "Something broke on our side. Please try again." }),
    500,
  );
}

/**
 * PrivacyBook on a port of its own.
 * @param {Options & {port?: number, host?: string}} options port 0, the default, takes a free one
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export function startApp({ port = 0, host = "127.0.0.1", ...options }) {
  const app = createApp(options);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: host }, (address) => {
      const close = () =>
        new Promise((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      resolve({ url: `http://${host}:${address.port}`, close });
    });
    server.once("error", reject);
  });
}
