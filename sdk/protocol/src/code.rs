//! Every code that a caller can meet, in one enum: HTTP errors, verdict reasons and what the widget finds in the
//! browser. The docs of a variant say what the site should do.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($( $(#[$doc:meta])* $name:ident = $id:literal, $status:literal, $retryable:literal, $message:literal; )*) => {
        /// A machine-readable code. Its serialised form (snake_case) is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Code { $( $(#[$doc])* #[serde(rename = $id)] $name, )* }

        impl Code {
            /// Every code, in the order of this file.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The stable id, as on the wire.
            pub const fn id(self) -> &'static str { match self { $(Code::$name => $id,)* } }

            /// The HTTP status under which the verifier answers with this code; 200 for verdict reasons (they come
            /// inside a successful answer) and 0 for what only the widget reports.
            pub const fn status(self) -> u16 { match self { $(Code::$name => $status,)* } }

            /// Whether doing the same again (a new challenge for verdict reasons) can succeed.
            pub const fn retryable(self) -> bool { match self { $(Code::$name => $retryable,)* } }

            /// One English sentence for people who read logs and error bodies. The widget translates by id.
            pub const fn message(self) -> &'static str { match self { $(Code::$name => $message,)* } }
        }
    };
}

codes! {
    // --- the request itself ---
    /// The body, a header or a parameter could not be read. Fix the call.
    BadRequest = "bad_request", 400, false, "The request could not be understood.";
    /// A field is missing, too long or has a value that is not allowed. The message names the field. Fix the call.
    InvalidField = "invalid_field", 422, false, "A field of the request is not valid.";
    /// The content type is not the one this call takes. Fix the call.
    UnsupportedMediaType = "unsupported_media_type", 415, false, "This content type is not accepted here.";
    /// The body exceeds the limit of this call. Send less.
    BodyTooLarge = "body_too_large", 413, false, "The request body is too large.";
    /// The path does not exist, or the id is unknown to the caller's site.
    NotFound = "not_found", 404, false, "There is nothing under this id.";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405, false, "This method is not allowed here.";
    /// The client did not finish its request in time. Try again.
    RequestTimeout = "request_timeout", 408, true, "The request took too long to arrive.";
    /// Widget and verifier have no protocol version in common. Update the older of the two; a reload of the page
    /// usually fetches the newer widget.
    ProtocolVersion = "protocol_version", 409, false, "The widget and the verifier speak different versions.";
    /// An Idempotency-Key was used before with another body. Use a fresh key.
    IdempotencyMismatch = "idempotency_mismatch", 409, false, "This idempotency key was used with another request.";
    /// Something only a verifier in dev mode does (scripted challenges, shortened deadlines).
    DevOnly = "dev_only", 403, false, "This is only possible in dev mode.";

    // --- who asks ---
    /// The secret key or the client_secret is missing or unknown. Check the configuration; a client_secret must be
    /// fetched anew from the site's backend.
    Unauthorized = "unauthorized", 401, false, "The key or secret is missing or not valid.";
    /// The page's origin is not one of the site's. Add it with `poze site add --origin`.
    OriginNotAllowed = "origin_not_allowed", 403, false, "This origin is not allowed for the site.";
    /// The session's client_secret is bound to another browser's key. Somebody else opened it first: make a new
    /// session, and treat the old one as leaked.
    SessionBound = "session_bound", 403, false, "This session is in use in another browser.";
    /// The page's signature does not fit the request. A reload makes a new key; a repeated one is tampering.
    SignatureInvalid = "signature_invalid", 403, false, "The signature of the request is not valid.";

    // --- sessions, challenges, steps ---
    /// The session's ten minutes are over. The backend makes a new one.
    SessionExpired = "session_expired", 410, false, "The session has expired.";
    /// The session was cancelled, or has ended with a verdict. The backend makes a new one.
    SessionEnded = "session_ended", 409, false, "The session has already ended.";
    /// The challenge's deadline has passed. Open a new challenge (counts towards the session's three).
    ChallengeExpired = "challenge_expired", 410, true, "The time for this poze is over.";
    /// The challenge has ended: verdict given, or replaced by a newer one. Open a new one.
    ChallengeEnded = "challenge_ended", 409, true, "This poze has already ended.";
    /// The session's challenges are used up. The backend makes a new session, or offers its other way in.
    TooManyChallenges = "too_many_challenges", 429, false, "There are no tries left in this session.";
    /// This step was already answered with other bytes. A page that lost an answer must send the same bytes again.
    StepTaken = "step_taken", 409, false, "This step was already answered with other pictures.";
    /// A step was sent before the one that precedes it. Send them in order.
    StepOutOfOrder = "step_out_of_order", 409, false, "This step is not the current one.";
    /// The process that analysed an earlier step is gone. Open a new challenge; it is not counted as a failure.
    AnalysisLost = "analysis_lost", 409, true, "The analysis was interrupted.";
    /// The challenge's one swap is used. The visitor does this poze, or opens a new challenge.
    AlreadySwapped = "already_swapped", 409, false, "Another poze was already given in this try.";
    /// The verifier has no pack of this name. Check `pack`, or start the verifier with the folder that holds it.
    UnknownPack = "unknown_pack", 422, false, "There is no pack of this name.";
    /// The site is held to another pack. Leave `pack` out, or change the site's.
    PackNotAllowed = "pack_not_allowed", 403, false, "This site is held to another pack.";
    /// Nothing in the catalogue is left after `avoid`, or a script names a move that this engine cannot judge.
    NoPozeLeft = "no_poze_left", 422, false, "No poze is possible under these conditions.";

    /// The policy that the session or its site names is not one of this verifier's. Fix the call, or add the policy to
    /// the verifier's configuration.
    PolicyUnknown = "policy_unknown", 422, false, "There is no such policy.";

    // --- pictures ---
    /// Not a JPEG, PNG or WebP by its content.
    ImageType = "image_type", 415, false, "The picture is not a JPEG, PNG or WebP.";
    /// The picture is truncated or damaged.
    ImageDamaged = "image_damaged", 422, false, "The picture is damaged.";
    /// The picture has more pixels or bytes than allowed.
    ImageTooLarge = "image_too_large", 413, false, "The picture is too large.";
    /// The picture is too small. Use a larger one.
    ImageTooSmall = "image_too_small", 422, false, "The picture is too small.";
    /// A step holds too many, too few or misplaced frames.
    FramesInvalid = "frames_invalid", 422, false, "The frames of this step are not what was asked for.";
    /// The reference photo shows no face. Ask for another photo.
    ReferenceNoFace = "reference_no_face", 422, false, "There is no face in the reference photo.";
    /// The reference photo shows several faces. Ask for one that shows the person alone.
    ReferenceMultipleFaces = "reference_multiple_faces", 422, false, "There are several faces in the reference photo.";
    /// The face in the reference photo is too small. Ask for a closer one, or for one with more pixels.
    ReferenceTooSmall = "reference_too_small", 422, false, "The face in the reference photo is too small.";
    /// The reference photo is blurred. Ask for a sharp one.
    ReferenceBlurred = "reference_blurred", 422, false, "The reference photo is blurred.";
    /// The face in the reference photo is in the dark. Ask for one with light on the face.
    ReferenceTooDark = "reference_too_dark", 422, false, "The face in the reference photo is too dark.";
    /// The face in the reference photo is washed out. Ask for one with less light.
    ReferenceTooBright = "reference_too_bright", 422, false, "The face in the reference photo is too bright.";
    /// The face in the reference photo looks aside, up or down, or lies on its side. Ask for one from the front.
    ReferenceTurned = "reference_turned", 422, false, "The face in the reference photo is turned away.";
    /// A hand is before the face in the reference photo. Ask for one that shows the whole face.
    ReferenceCovered = "reference_covered", 422, false, "The face in the reference photo is covered.";
    /// The reference was made by another embedding model than the verifier has now, so nothing can be compared with it.
    /// Enrol the person again.
    ReferenceModel = "reference_model", 409, false, "This reference was made by another model: enrol again.";
    /// The photos of one reference are not all of one person, or one of them is hardly like the others. Ask for others.
    ReferenceDifferentPeople = "reference_different_people", 422, false, "The reference photos show different people.";

    // --- tokens ---
    /// The token is not one that this verifier signed, or it has expired or been altered. Refuse the login.
    TokenInvalid = "token_invalid", 422, false, "The token is not valid.";
    /// The token was issued for another site. Refuse the login.
    TokenWrongSite = "token_wrong_site", 403, false, "The token belongs to another site.";
    /// The token was redeemed before. Refuse the login: somebody replays it.
    TokenRedeemed = "token_redeemed", 409, false, "The token was already redeemed.";

    // --- load ---
    /// Rate limit of this site, subject or address. Wait for Retry-After.
    RateLimited = "rate_limited", 429, true, "Too many requests.";
    /// Too many failures for this subject: the face path is closed for a while. Offer the other way in.
    Locked = "locked", 429, false, "Too many failed tries; this way is closed for a while.";
    /// The verifier sheds load. Wait for Retry-After, then send the same again.
    Busy = "busy", 503, true, "The verifier is busy.";
    /// A fault of the verifier. The request id finds it in the log.
    Internal = "internal", 500, true, "Something went wrong in the verifier.";

    // --- verdict reasons: quality and moves, which the page is told ---
    /// The move of a step was not seen. The visitor may try again with another poze.
    MoveNotDone = "move_not_done", 200, true, "The poze was not seen.";
    /// No face could be found.
    NoFace = "no_face", 200, true, "No face could be seen.";
    /// More than one face was seen.
    MultipleFaces = "multiple_faces", 200, true, "More than one face was seen.";
    /// Too dark, too bright, blurred or too small to judge.
    PoorQuality = "poor_quality", 200, true, "The pictures were not clear enough.";
    /// The neutral look was not neutral or not frontal enough to measure moves against.
    NeutralNotSeen = "neutral_not_seen", 200, true, "The calm look into the camera was not seen.";

    // --- verdict reasons: match and attack findings, which only the backend is told ---
    /// The face is not the one of the reference. Refuse; do not tell the visitor why.
    FaceMismatch = "face_mismatch", 200, false, "The face does not match the reference.";
    /// The track of small frames has a gap: it was not one uninterrupted take.
    TrackGap = "track_gap", 200, true, "The recording was interrupted.";
    /// The track shows a cut: another face, or a jump that no head makes.
    TrackCut = "track_cut", 200, false, "The recording was not one take.";
    /// The frames do not differ the way those of a camera before a living face do.
    StillImage = "still_image", 200, false, "The recording shows a still picture.";
    /// What turned was flat: a picture of a face moved before the camera. Refuse.
    NoDepth = "no_depth", 200, false, "The recording shows a flat picture of a face.";
    /// The pictures look like those of a picture of a face, not like those of a face. Refuse.
    PresentationAttack = "presentation_attack", 200, false, "The recording shows a picture of a face.";
    /// Weak cues of a screen or a print: glare on the face. Refuse, or ask for another factor.
    ScreenOrPrint = "screen_or_print", 200, true, "The recording may show a screen or a print.";
    /// Times that no camera and no person produce, or that disagree with the verifier's clock.
    TimingImplausible = "timing_implausible", 200, false, "The timing is not plausible.";
    /// Much of the recording was in an earlier run of the site, within a day. Refuse: somebody replays it.
    SeenBefore = "seen_before", 200, false, "The recording was seen before.";
    /// What the page is told instead of a match or attack finding.
    NotVerified = "not_verified", 200, true, "You could not be verified this time.";

    // --- found by the widget in the browser ---
    /// The page is not a secure context; serve it over HTTPS (or from 127.0.0.1).
    InsecureContext = "insecure_context", 0, false, "A camera needs a secure page (https).";
    /// The page's permissions policy forbids the camera. Allow `camera` for the widget's origin.
    CameraBlocked = "camera_blocked", 0, false, "This page does not allow the camera.";
    /// The visitor, or the browser for them, said no to the camera. They may change it in the address bar.
    CameraDenied = "camera_denied", 0, true, "The camera was not allowed.";
    /// There is no camera. Offer the other way in.
    CameraMissing = "camera_missing", 0, true, "There is no camera.";
    /// Another program holds the camera.
    CameraInUse = "camera_in_use", 0, true, "The camera is in use by another program.";
    /// The camera was unplugged or stopped during the run.
    CameraLost = "camera_lost", 0, true, "The camera stopped.";
    /// A file of the widget or the verifier cannot be reached.
    Network = "network", 0, true, "The network did not answer.";
    /// The browser lacks something the widget needs (WebAssembly SIMD, workers, WebCrypto).
    UnsupportedBrowser = "unsupported_browser", 0, false, "This browser is too old for the check.";
    /// The element has no `session`, or another attribute is wrong. A mistake of the page.
    BadConfiguration = "bad_configuration", 0, false, "The widget is not set up correctly.";
    /// The visitor did not go on for too long.
    TimedOut = "timed_out", 0, true, "That took too long.";
    /// The visitor cancelled.
    Cancelled = "cancelled", 0, true, "Cancelled.";
}

impl Code {
    /// What the page may be told of a verdict reason: quality and move problems as they are, everything about
    /// identity and attacks only as [`Code::NotVerified`].
    pub const fn for_page(self) -> Code {
        match self {
            Code::FaceMismatch
            | Code::TrackGap
            | Code::TrackCut
            | Code::StillImage
            | Code::NoDepth
            | Code::PresentationAttack
            | Code::ScreenOrPrint
            | Code::TimingImplausible
            | Code::SeenBefore => Code::NotVerified,
            other => other,
        }
    }
}

/// The one shape of every error answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// What happened.
    pub code: Code,
    /// One English sentence; never holds personal data.
    pub message: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Finds the request in the verifier's log.
    pub request_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serialised_form_is_the_id() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.id());
        }
    }

    #[test]
    fn attack_findings_reach_the_page_only_as_not_verified() {
        let told: Vec<_> = Code::ALL
            .iter()
            .filter(|c| c.status() == 200 && c.for_page() == **c)
            .collect();
        assert_eq!(
            told,
            [
                &Code::MoveNotDone,
                &Code::NoFace,
                &Code::MultipleFaces,
                &Code::PoorQuality,
                &Code::NeutralNotSeen,
                &Code::NotVerified
            ]
        );
    }
}
