// What members read when Poze says no. Codes that are not listed are our problem, not theirs.

/** Why a photo was not taken, and what to do about it. */
const PHOTO = {
  reference_no_face:
    "No face can be seen in this photo. Take one from the front, in good light, without sunglasses or a mask.",
  reference_multiple_faces: "There is more than one face in this photo. Use one that shows only you.",
  reference_too_small: "Your face is too small in this picture. Come closer, or pick a larger photo.",
  reference_blurred: "This photo is blurred. Hold still, and wipe the lens if it is dirty.",
  reference_too_dark: "Your face is too dark in this photo. Turn towards the light.",
  reference_too_bright: "Your face is too bright in this photo. Turn away from the light a little.",
  reference_turned: "Your head is turned away in this photo. Look straight into the camera.",
  reference_covered: "There is a hand before your face in this photo. Use one that shows all of your face.",
  image_type: "This is not a JPEG, PNG or WebP picture. Save it as one of these, or take a photo here.",
  image_damaged: "This picture is damaged or incomplete. Pick it again, or use another one.",
  image_too_large: "This picture has too many pixels. Pick one of at most 12 megapixels.",
  image_too_small: "This picture is too small. Pick a larger one.",
  body_too_large: "This photo is larger than 12 MB. Please pick a smaller one.",
};

const LATER = {
  rate_limited: "There are too many tries right now. Please wait a minute.",
  busy: "The face check is busy. Please try again in a minute.",
  unreachable: "The face check does not answer at the moment. Please try again in a minute.",
};

/** Statuses that go with what is said: 422 for what the member can change, 503 for what will pass. */
export function photoRefusal(code) {
  if (code in PHOTO) return { status: 422, message: PHOTO[code] };
  if (code in LATER) return { status: 503, message: LATER[code] };
  return {
    status: 502,
    message: "Your photo could not be looked at. That is our fault, not yours: please try again later.",
  };
}

/** Why there is no face check right now. */
export function checkRefusal(code) {
  if (code === "locked") {
    return {
      status: 429,
      title: "A short break",
      message: "There were too many failed tries, so logging in by poze is closed for half an hour.",
    };
  }
  if (code === "no_poze_left") {
    return {
      status: 422,
      title: "Nothing left to ask for",
      message: "Without all of these moves there is no poze left.",
    };
  }
  if (code in LATER) return { status: 503, title: "Not right now", message: LATER[code] };
  return {
    status: 502,
    title: "That is on us",
    message: "The face check could not be set up. It is our fault, not yours.",
  };
}
