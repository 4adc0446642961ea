// The photo field of the sign-up: camera or file, preview, and a smaller copy without what cameras write into files.

import { Camera, jpeg } from "./camera.js";

const MOST_SIDE_PX = 1600;
const LIMIT_BYTES = 12 * 1024 * 1024;
const $ = (id) => document.getElementById(id);
const [field, view, video, photo] = ["photo", "viewfinder", "viewfinder-video", "viewfinder-photo"].map($);
const [open, take, cancel, problem] = ["camera-open", "camera-take", "camera-cancel", "camera-problem"].map($);

const PROBLEMS = {
  NotAllowedError: "The camera was not allowed. You can change that in the address bar, or pick a file.",
  NotFoundError: "There is no camera on this device. You can pick a file.",
  NotReadableError: "Another program is using the camera. Close it and try again, or pick a file.",
};

const camera = new Camera(video, () => show("rest"));
/** Counts photos, so that a slow one does not replace the one that was chosen after it. */
let choice = 0;
let address = null;

/** @param {"rest" | "opening" | "live"} state */
function show(state) {
  const live = state === "live";
  video.hidden = !live;
  photo.hidden = live || address === null;
  view.hidden = video.hidden && photo.hidden;
  open.hidden = state !== "rest";
  open.textContent = address === null ? "Use the camera" : "Take another photo";
  take.hidden = !live;
  cancel.hidden = state === "rest";
}

function say(text) {
  problem.textContent = text;
  problem.hidden = text === "";
}

function preview(blob) {
  if (address !== null) URL.revokeObjectURL(address);
  address = blob && URL.createObjectURL(blob);
  if (address !== null) photo.src = address;
  show("rest");
}

/** Puts a picture into the file field, so that the form sends it like any other. */
function put(blob) {
  const files = new DataTransfer();
  files.items.add(new File([blob], "photo.jpg", { type: blob.type }));
  field.files = files.files;
}

/** At most MOST_SIDE_PX, upright, without metadata. What the browser cannot read is left to the verifier. */
async function shrink(file) {
  const picture = await createImageBitmap(file);
  try {
    const scale = Math.min(1, MOST_SIDE_PX / Math.max(picture.width, picture.height));
    return await jpeg(picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
  } finally {
    picture.close();
  }
}

open.addEventListener("click", async () => {
  say("");
  show("opening");
  try {
    if (!(await camera.open())) return show("rest");
    show("live");
    take.focus();
  } catch (error) {
    show("rest");
    say(PROBLEMS[error.name] ?? "The camera could not be opened. You can pick a file.");
  }
});

take.addEventListener("click", async () => {
  const mine = ++choice;
  try {
    const blob = await camera.take();
    if (mine !== choice) return;
    put(blob);
    preview(blob);
    open.focus();
  } catch {
    say("That did not work. Please try again, or pick a file.");
  }
});

cancel.addEventListener("click", () => {
  camera.stop();
  show("rest");
  open.focus();
});

field.addEventListener("change", async () => {
  const mine = ++choice;
  say("");
  camera.stop();
  const [file] = field.files;
  preview(file ?? null);
  if (!file) return;
  const smaller = await shrink(file).catch(() => null);
  if (mine !== choice) return;
  if (smaller) put(smaller);
  else if (file.size > LIMIT_BYTES) say("This photo is larger than 12 MB. Please pick a smaller one.");
});

$("signup").addEventListener("submit", () => {
  camera.stop();
  $("join").disabled = true;
  $("join").textContent = "Looking at your photo…";
});

// Back from the browser's history: the form can be sent again.
addEventListener("pageshow", () => {
  $("join").disabled = false;
  $("join").textContent = "Join";
});

if (navigator.mediaDevices?.getUserMedia) $("camera-buttons").hidden = false;
