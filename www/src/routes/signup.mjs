// Becoming a member: a name, and a photo that Poze will compare later pozes with.

import { FormError, nameOf, newRecoveryCode, photoOf, readForm } from "../forms.mjs";
import { signupPage, welcomePage } from "../pages/signup.mjs";
import { PozeError } from "../poze.mjs";
import { StoreError } from "../store.mjs";
import { photoRefusal } from "../words.mjs";

const STORE_WORDS = {
  name_taken: "Somebody has this name already. Please choose another one.",
  full: "PrivacyBook is full at the moment. Please come back later.",
};

export function signup({ store, poze, log }) {
  /** The name is taken first, so that two sign-ups at once cannot share it, and given back when the photo fails. */
  async function enrol(name, photo) {
    const member = store.addMember(name);
    try {
      const reference = await poze.addReference(member.id, photo);
      store.setReference(member.id, reference.id);
      return member;
    } catch (error) {
      store.removeMember(member.id);
      throw error;
    }
  }

  /** The form once more, with what was typed and what is wrong. */
  function again(c, error, name) {
    const show = (field, message, status) => c.html(signupPage({ name, problem: { field, message } }), status);
    if (error instanceof FormError) return show(error.field, error.message, error.status);
    if (error instanceof StoreError) return show("name", STORE_WORDS[error.code], 409);
    if (!(error instanceof PozeError)) throw error;
    log(`sign-up refused: ${error.message}`);
    const { message, status } = photoRefusal(error.code);
    return show("photo", message, status);
  }

  return {
    again,

    form: (c) => (store.member(c.var.visit.get("member")) ? c.redirect("/home", 303) : c.html(signupPage({}))),

    async submit(c) {
      const form = await readForm(c);
      const typed = form.text("name");
      try {
        const name = nameOf(typed);
        const photo = photoOf(form.file("photo"));
        if (form.text("agree") !== "yes")
          throw new FormError("agree", "Without your agreement there is no face check.");
        const member = await enrol(name, photo);
        const code = newRecoveryCode();
        store.setRecoveryCode(member.id, code);
        c.var.visit.enter({ member: member.id, way: "signup", fresh: { code, why: "joined" } });
        return c.redirect("/welcome", 303);
      } catch (error) {
        return again(c, error, typed);
      }
    },

    /** Shows a recovery code once: it is kept only as a hash. */
    welcome(c) {
      const member = store.member(c.var.visit.get("member"));
      const fresh = c.var.visit.take("fresh");
      return member && fresh ? c.html(welcomePage({ member, ...fresh })) : c.redirect("/", 303);
    },
  };
}
