// A few invented members, so that the first visitor does not meet an empty page. Nobody can log in as one of them:
// they have no reference and no recovery code.

const MINUTE = 60_000;
const POSTS = [
  [
    "Ines Aldana",
    24,
    "The tomatoes on the balcony made it to November. No filter, no location, no brand. Just tomatoes.",
  ],
  ["Tobias Rehn", 95, "Logged in by looking at the ceiling. My cat is now convinced there is something up there."],
  ["Mai Okafor", 60 * 5, "Sunday walk: eleven kilometres, two foxes, no likes counted. Recommended."],
  ["Ines Aldana", 60 * 26, "If you borrowed my blue umbrella: keep it, it leaks. Consider yourself warned."],
];

/** @param {import("./store.mjs").Store} store */
export function seed(store) {
  for (const [name, minutesAgo, text] of POSTS) {
    const member = store.memberNamed(name) ?? store.addMember(name);
    store.addPost(member.id, text, store.now() - minutesAgo * MINUTE);
  }
}
