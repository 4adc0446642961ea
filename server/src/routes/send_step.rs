//! `POST /v1/challenges/{id}/steps/{n}`: evidence of a step in, the next step or the verdict out.

use axum::Json;
use axum::extract::{Path, State};
use poze_engine::{Reference, StepEvidence};
use poze_protocol::{Code, StepAnswer, StepMeta};
use poze_store::{Challenge, SessionState, StoredReference, Taken};
use tokio::sync::OwnedSemaphorePermit;

use crate::auth::PageAuth;
use crate::body::Parts;
use crate::error::ApiError;
use crate::evidence;
use crate::openapi::Problems;
use crate::routes::get_challenge::running;
use crate::routes::open_challenge::still_open;
use crate::run::{analysis, plan, verdict, view};
use crate::state::App;

/// For the coarseness of two clocks.
const CLOCK_SLACK_MS: u64 = 50;

/// For the schema alone: the parts are read one by one.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes the body")]
pub(crate) struct StepForm {
    /// Signed by `poze-signature`; the first part.
    #[schema(content_media_type = "application/json")]
    meta: StepMeta,
    /// `f0`, `f1`, … in the order of `meta.frames`: JPEG, PNG or WebP.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    f0: Vec<u8>,
}

/// Send the evidence of a step.
///
/// The answer is the next step, or the verdict after the last. The same bytes may be sent again and get the same
/// answer; other bytes are `step_taken`. What is refused with a 4xx costs nothing: the step may be sent again.
#[utoipa::path(post, path = "/v1/challenges/{id}/steps/{n}", tag = "page", security(("client_secret" = [])),
    params(("id" = String, Path, description = "Of the challenge"),
        ("n" = u8, Path, description = "Of the step; 0 is the neutral look"),
        ("poze-signature" = String, Header, description = "base64url, over the bytes of the `meta` part")),
    request_body(content = StepForm, content_type = "multipart/form-data"),
    responses((status = 200, body = StepAnswer), Problems))]
pub(crate) async fn send_step(
    State(app): State<App>,
    page: PageAuth,
    path: Result<Path<(String, u8)>, axum::extract::rejection::PathRejection>,
    mut parts: Parts,
) -> Result<Json<StepAnswer>, ApiError> {
    let Path((id, n)) = path.map_err(|_| Code::NotFound)?;
    let meta = evidence::describe(&mut parts, &page).await?;
    let answered = receive(&app, &page, &id, n, &meta, parts).await;
    if let Err(error) = &answered {
        app.store.note_error(&page.session.id, error.code).await?;
    }
    answered.map(Json)
}

async fn receive(
    app: &App,
    page: &PageAuth,
    id: &str,
    n: u8,
    meta: &[u8],
    mut parts: Parts,
) -> Result<StepAnswer, ApiError> {
    let described = evidence::read(meta, id, n)?;
    let last_ms = described.last_ms();
    let place = app.uploads.enter(&page.session.id)?;
    let received = evidence::receive(&mut parts, described).await?;
    drop(place);
    if let Some(before) = app.store.peek_step(id, n, &received.meta_sha256).await? {
        app.store
            .challenge(&page.session.id, id)
            .await?
            .ok_or(Code::NotFound)?;
        return again(app, page, id, n, before).await;
    }
    still_open(app, page)?;
    let challenge = running(app, page, id).await?;
    let running_ms = app.clock.now_ms().saturating_sub(challenge.opened_ms);
    if u64::from(last_ms) > running_ms + CLOCK_SLACK_MS {
        let why = "The page's clock began when it received the challenge: these frames are not taken yet.";
        return Err(ApiError::new(Code::FramesInvalid, why));
    }
    let reference = reference_of(app, page).await?;
    let slot = app.evidence_slots.clone().try_acquire_owned();
    let (slot, evidence) = check(app, slot.map_err(|_| Code::Busy)?, received.evidence).await?;
    let (meta_sha256, frames_sha256) = (received.meta_sha256, received.frames_sha256);
    let now_ms = app.clock.now_ms();
    let taken = app
        .store
        .take_step(id, n, &meta_sha256, &frames_sha256, now_ms);
    match taken.await? {
        Taken::Now => {
            // From now on the step cannot be swapped: what is read here is what it is judged by.
            let challenge = running(app, page, id).await?;
            let asked = challenge.plan.steps.get(usize::from(n));
            let moves = plan::moves(asked.ok_or(Code::StepOutOfOrder)?).ok_or(Code::Internal)?;
            let matched = Reference {
                model: reference.view.model.clone(),
                bytes: reference.bytes.clone(),
            };
            let site_id = page.site.id.clone();
            let step = (site_id, id.to_owned(), now_ms);
            analysis::start(app, step, evidence, moves, matched, slot);
            advance(app, page, &challenge, n, &reference).await
        }
        taken => again(app, page, id, n, taken).await,
    }
}

/// Refuses what are no pictures, before anything is recorded. The slot goes with the work: a caller that is gone does
/// not make room for another while its pictures are decoded.
async fn check(
    app: &App,
    slot: OwnedSemaphorePermit,
    evidence: StepEvidence,
) -> Result<(OwnedSemaphorePermit, StepEvidence), ApiError> {
    let engine = app.engine.clone();
    let checking = tokio::task::spawn_blocking(move || {
        let checked = engine.check(&evidence);
        checked.map(|()| (slot, evidence))
    });
    let checked = checking.await.map_err(|_| Code::Internal)?;
    checked.map_err(|error| error.code().into())
}

/// The answer to a step that is taken: what was answered before, or what there is to answer now.
async fn again(
    app: &App,
    page: &PageAuth,
    id: &str,
    n: u8,
    taken: Taken,
) -> Result<StepAnswer, ApiError> {
    match taken {
        Taken::Now | Taken::Before => {}
        Taken::WithOtherBytes => return Err(Code::StepTaken.into()),
        Taken::NotRevealed => return Err(Code::StepOutOfOrder.into()),
    }
    if let Some(answer) = kept_answer(app, page, id, n).await? {
        return Ok(answer);
    }
    // The request that took it is still at it, or was cut off: whoever comes first goes on.
    still_open(app, page)?;
    let challenge = running(app, page, id).await?;
    let reference = reference_of(app, page).await?;
    advance(app, page, &challenge, n, &reference).await
}

async fn advance(
    app: &App,
    page: &PageAuth,
    challenge: &Challenge,
    n: u8,
    reference: &StoredReference,
) -> Result<StepAnswer, ApiError> {
    let next = n.saturating_add(1);
    if usize::from(next) >= challenge.plan.steps.len() {
        return match verdict::give(app, &page.session, challenge, n, reference).await {
            // Another request of the same bytes was faster, and has left the answer with the verdict.
            Err(error) if error.code == Code::ChallengeEnded => {
                match kept_answer(app, page, &challenge.id, n).await? {
                    Some(answer) => Ok(answer),
                    None => Err(why_ended(app, page).await?.unwrap_or(error)),
                }
            }
            given => given,
        };
    }
    app.store
        .reveal_step(&challenge.id, next, app.clock.now_ms())
        .await?;
    let answer = StepAnswer::Next {
        step: view::step(&app.packs, challenge, next)?,
    };
    let json = serde_json::to_vec(&answer).map_err(|_| Code::Internal)?;
    app.store
        .keep_answer(&page.site.id, &challenge.id, n, &json)
        .await?;
    Ok(answer)
}

/// A session that has ended meanwhile, as when the backend cancels it, is said so.
async fn why_ended(app: &App, page: &PageAuth) -> Result<Option<ApiError>, ApiError> {
    let session = app.store.session(&page.site.id, &page.session.id).await?;
    let ended = session.is_some_and(|s| s.state != SessionState::Open);
    Ok(ended.then(|| Code::SessionEnded.into()))
}

async fn kept_answer(
    app: &App,
    page: &PageAuth,
    id: &str,
    n: u8,
) -> Result<Option<StepAnswer>, ApiError> {
    let steps = app.store.steps(&page.site.id, id).await?;
    let answer = steps.into_iter().find(|s| s.n == n).and_then(|s| s.answer);
    answer
        .map(|json| serde_json::from_slice(&json).map_err(|_| Code::Internal.into()))
        .transpose()
}

async fn reference_of(app: &App, page: &PageAuth) -> Result<StoredReference, ApiError> {
    let reference = app
        .store
        .reference(&page.site.id, &page.session.request.reference_id)
        .await?;
    reference.ok_or_else(|| {
        ApiError::new(
            Code::SessionEnded,
            "The reference of this session was deleted.",
        )
    })
}
