//! `POST /v1/references`: one or several photos become what a subject is matched against.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use poze_engine::{EnrollError, Limits};
use poze_protocol::{Code, Enrolled, ReferenceView};
use poze_store::NewReference;

use crate::auth::Backend;
use crate::body::Parts;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::state::App;
use crate::validate;

const SUBJECT_MAX_BYTES: usize = 256;
/// Photos of one reference: more than five hardly improve it.
const PHOTOS_MAX: usize = 5;
/// References of one subject.
const REFERENCES_MAX: u32 = 10;

/// For the schema alone: the parts are read one by one.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes the body")]
pub(crate) struct ReferenceForm {
    /// The site's own id of the person, 1 to 128 visible ASCII characters.
    subject: String,
    /// JPEG, PNG or WebP of one person: at most 12 MP and 12 MB, at least 160 pixels a side. One to five such parts, 12 MB
    /// together; several photos from different days make a better reference than one.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    photo: Vec<u8>,
}

/// Enrol one photo, or several of one person.
///
/// Photos are looked at in memory and dropped; one embedding of the face is kept, encrypted. Refused, each with a code of
/// its own, are photos of nobody, of several people, too small, blurred, too dark or bright, turned away, of a face behind
/// a hand, and several photos that are not all of one person. Of several, the message says which.
#[utoipa::path(post, path = "/v1/references", tag = "backend", security(("secret_key" = [])),
    request_body(content = ReferenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ReferenceView), Problems))]
pub(crate) async fn create_reference(
    State(app): State<App>,
    Backend(site): Backend,
    mut parts: Parts,
) -> Result<(StatusCode, Json<ReferenceView>), ApiError> {
    let _slot = app
        .evidence_slots
        .clone()
        .try_acquire_owned()
        .map_err(|_| Code::Busy)?;
    let (mut subject, mut photos) = (None, Vec::new());
    while let Some((name, bytes)) = parts.next(Limits::REFERENCE.max_bytes).await? {
        match name.as_str() {
            "subject" if bytes.len() <= SUBJECT_MAX_BYTES && subject.is_none() => {
                let text = String::from_utf8(bytes.to_vec());
                subject = Some(text.map_err(|_| ApiError::field("subject", "must be text"))?);
            }
            "photo" if photos.len() < PHOTOS_MAX => photos.push(bytes),
            _ => {
                return Err(ApiError::new(
                    Code::BadRequest,
                    "The parts are `subject`, once, and `photo`, one to five times.",
                ));
            }
        }
    }
    let subject = subject.ok_or_else(|| ApiError::field("subject", "is missing"))?;
    validate::subject(&subject)?;
    if photos.is_empty() {
        return Err(ApiError::field("photo", "is missing"));
    }
    let before = app
        .store
        .references(&site.id, &subject, REFERENCES_MAX)
        .await?;
    if before.len() >= REFERENCES_MAX as usize {
        return Err(ApiError::field(
            "subject",
            "has ten references: delete one first",
        ));
    }
    let count = photos.len();
    let mut enrolled = Vec::with_capacity(count);
    for (n, photo) in photos.into_iter().enumerate() {
        let one = app.engine.enroll(photo.to_vec()).await;
        enrolled.push(one.map_err(|error| refusal(&error, n, count))?);
    }
    let reference = app
        .engine
        .combine(&enrolled)
        .map_err(|error| error.code())?;
    let new = NewReference {
        site_id: &site.id,
        subject: &subject,
        enrolled: Enrolled::Photo,
        model: &reference.model,
        bytes: &reference.bytes,
    };
    let view = app.store.add_reference(&new, app.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// The code, and of several photos also which one it is about.
fn refusal(error: &EnrollError, n: usize, count: usize) -> ApiError {
    let code = error.code();
    if count == 1 {
        return code.into();
    }
    ApiError::new(
        code,
        format!("Photo {} of {count}: {}", n + 1, code.message()),
    )
}
