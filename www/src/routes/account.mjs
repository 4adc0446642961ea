// A member's own account: a new recovery code, and leaving.

import { newRecoveryCode, readForm } from "../forms.mjs";
import { accountPage } from "../pages/account.mjs";
import { messagePage } from "../pages/message.mjs";
import { PozeError } from "../poze.mjs";

export function account({ store, poze, log }) {
  const memberOf = (c) => store.member(c.var.visit.get("member"));
  return {
    page(c) {
      const member = memberOf(c);
      return member ? c.html(accountPage({ member })) : c.redirect("/login", 303);
    },

    newCode(c) {
      const member = memberOf(c);
      if (!member) return c.redirect("/login", 303);
      const code = newRecoveryCode();
      store.setRecoveryCode(member.id, code);
      c.var.visit.set("fresh", { code, why: "asked" });
      return c.redirect("/welcome", 303);
    },

    /** First the face template at the verifier, then the rest: an account never leaves one behind. */
    async remove(c) {
      const member = memberOf(c);
      if (!member) return c.redirect("/login", 303);
      const form = await readForm(c);
      if (form.text("sure") !== "yes") {
        return c.html(accountPage({ member, problem: "Tick the box if you are sure." }), 422);
      }
      try {
        await poze.deleteReference(member.referenceId);
      } catch (error) {
        if (!(error instanceof PozeError)) throw error;
        log(`deletion not possible: ${error.message}`);
        const message =
          "Your face template could not be deleted at the moment, so we have kept the account. Please try again in a minute.";
        return c.html(accountPage({ member, problem: message }), 503);
      }
      store.removeMember(member.id);
      c.var.visit.leave();
      log("member left");
      const message = "Your account, your posts and your face template are deleted. Take care!";
      return c.html(messagePage({ title: "Goodbye", message }));
    },
  };
}
