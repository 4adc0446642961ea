// Coming back: by striking a poze, or with the recovery code.

import { FormError, nameOf, newRecoveryCode, readForm, recoveryCodeOf } from "../forms.mjs";
import { choosePage, pozePage, recoveryPage } from "../pages/login.mjs";
import { messagePage } from "../pages/message.mjs";
import { addPending, takePending } from "../pending.mjs";
import { PozeError, TokenRefused } from "../poze.mjs";
import { checkRefusal } from "../words.mjs";

/** Shown before the camera opens, and signed into the token. */
const ACTION = "Log in to PrivacyBook";
const NOBODY = "There is nobody of this name here who can log in.";
const AVOIDABLE = ["head", "expression"];
const OTHER_WAYS = [
  { href: "/login/poze", text: "Try again", primary: true },
  { href: "/login/recovery", text: "Use your recovery code" },
];

export function login({ store, poze, verifier, widget, session, log }) {
  const isIn = (c) => store.member(c.var.visit.get("member")) !== null;

  function findMember(name) {
    const member = store.memberNamed(nameOf(name));
    // Names are public here. A site that hides its members would go on for unknown names as well.
    if (!member?.referenceId) throw new FormError("name", NOBODY, 404);
    return member;
  }

  /** The page for a check that cannot begin or could not be finished. */
  function noCheck(c, error) {
    if (!(error instanceof PozeError)) throw error;
    log(`login not possible: ${error.message}`);
    const { status, title, message } = checkRefusal(error.code);
    return c.html(messagePage({ title, message, ways: OTHER_WAYS }), status);
  }

  /** A failed poze never reaches us as a form: the verifier knows why. Nobody waits for this. */
  async function noteLastTry(c) {
    const id = c.var.visit.take("asked");
    if (!id) return;
    try {
      const reasons = await poze.reasons(id);
      if (reasons.length > 0) log(`last poze failed: ${reasons.join(", ")}`);
    } catch (error) {
      log(`last poze: ${error.message}`);
    }
  }

  function refuse(c, reason) {
    log(`login refused: ${reason}`);
    const message = "We could not make sure that it was you. Nothing has changed, and you can try again.";
    return c.html(messagePage({ title: "Not this time", message, ways: OTHER_WAYS }), 403);
  }

  return {
    form: (c) => (isIn(c) ? c.redirect("/home", 303) : c.html(choosePage({}))),

    /** Whose login this will be is noted on the server; the form of the poze does not say it again. */
    async choose(c) {
      const form = await readForm(c);
      const name = form.text("name");
      const avoid = form.all("avoid").filter((value) => AVOIDABLE.includes(value));
      try {
        c.var.visit.set("login", { member: findMember(name).id, avoid });
      } catch (error) {
        if (!(error instanceof FormError)) throw error;
        return c.html(choosePage({ name, avoid, problem: error.message }), error.status);
      }
      return c.redirect("/login/poze", 303);
    },

    /** Every view of this page is a session of its own: a client_secret works in one page only. */
    async poze(c) {
      const choice = c.var.visit.get("login");
      const member = store.member(choice?.member);
      if (!member) return c.redirect("/login", 303);
      noteLastTry(c);
      try {
        const { id, clientSecret, expected } = await poze.openSession({
          subject: member.id,
          referenceId: member.referenceId,
          action: ACTION,
          more: { ...session, ...(choice.avoid.length > 0 && { avoid: choice.avoid }) },
        });
        addPending(c.var.visit, expected);
        c.var.visit.set("asked", id);
        return c.html(pozePage({ member, clientSecret, action: ACTION, verifier, widget }));
      } catch (error) {
        return noCheck(c, error);
      }
    },

    /** The token is compared with what the server remembers of this browser: one form, one try. */
    async check(c) {
      const form = await readForm(c);
      try {
        const token = form.text("poze-token");
        const claims = await poze.verify(token, (nonce) => takePending(c.var.visit, nonce));
        await poze.redeem(token);
        const member = store.member(claims.sub);
        if (!member) return refuse(c, "member has left");
        c.var.visit.enter({ member: member.id, way: "poze", claims });
        log("login by poze");
        return c.redirect("/home", 303);
      } catch (error) {
        if (!(error instanceof TokenRefused)) return noCheck(c, error);
        // Another tab was faster: this one says again who is in already.
        const again = error.claims !== null && error.claims.sub === c.var.visit.get("member");
        return again ? c.redirect("/home", 303) : refuse(c, error.reason);
      }
    },

    recoveryForm(c) {
      noteLastTry(c);
      const member = store.member(c.var.visit.get("login")?.member);
      return c.html(recoveryPage({ name: member?.name ?? "" }));
    },

    /** The other way in: never closed by failed pozes. The code is used up and replaced. */
    async recover(c) {
      const form = await readForm(c);
      const name = form.text("name");
      const member = store.memberNamed(name.trim());
      if (!member || !store.useRecoveryCode(member.id, recoveryCodeOf(form.text("code")))) {
        log("recovery refused");
        return c.html(recoveryPage({ name, problem: "This name and this code do not belong together." }), 403);
      }
      const code = newRecoveryCode();
      store.setRecoveryCode(member.id, code);
      c.var.visit.enter({ member: member.id, way: "recovery", fresh: { code, why: "used" } });
      log("login by recovery code");
      return c.redirect("/welcome", 303);
    },

    logout(c) {
      c.var.visit.leave();
      return c.redirect("/", 303);
    },
  };
}
