// The page of the poze: sends the form as soon as there is a token, and points at the other ways when there is none.

const form = document.querySelector("#poze-form");
const button = document.querySelector("#poze-submit");
const words = document.querySelector("#other-words");
const box = document.querySelector("#other-ways");

form.addEventListener("poze-verified", () => {
  button.hidden = false; // stays for the one whose network fails now
  form.requestSubmit();
});
form.addEventListener("poze-expired", () => (button.hidden = true));

form.addEventListener("poze-error", ({ detail }) => {
  if (detail.code === "cancelled") return;
  words.textContent = words.dataset.failed;
  box.classList.add("wanted");
});

// A page that comes back from the browser's history has a session that is used up.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
