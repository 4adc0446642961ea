// What members see of each other.

import { FormError, postOf, readForm } from "../forms.mjs";
import { feedPage } from "../pages/feed.mjs";

export function feed({ store }) {
  const memberOf = (c) => store.member(c.var.visit.get("member"));
  const show = (c, member, more, status) => {
    const { visit } = c.var;
    const view = { member, posts: store.posts(), now: store.now(), way: visit.get("way"), claims: visit.get("claims") };
    return c.html(feedPage({ ...view, ...more }), status);
  };
  return {
    page(c) {
      const member = memberOf(c);
      return member ? show(c, member) : c.redirect("/login", 303);
    },

    async post(c) {
      const member = memberOf(c);
      if (!member) return c.redirect("/login", 303);
      const text = (await readForm(c)).text("text");
      try {
        store.addPost(member.id, postOf(text));
      } catch (error) {
        if (!(error instanceof FormError)) throw error;
        return show(c, member, { draft: text, problem: error.message }, error.status);
      }
      return c.redirect("/home", 303);
    },
  };
}
