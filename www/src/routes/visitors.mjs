// Pages for everybody.

import { landingPage } from "../pages/landing.mjs";
import { privacyPage } from "../pages/privacy.mjs";

export function visitors({ store, verifier }) {
  const memberOf = (c) => store.member(c.var.visit.get("member"));
  return {
    landing(c) {
      if (memberOf(c)) return c.redirect("/home", 303);
      // Strangers see the invented members only: what people write here is for members.
      const posts = store.posts(Infinity).filter(({ member }) => member.referenceId === null);
      return c.html(landingPage({ posts: posts.slice(0, 3), now: store.now() }));
    },
    privacy: (c) => c.html(privacyPage({ member: memberOf(c), verifier: new URL(verifier).host })),
  };
}
