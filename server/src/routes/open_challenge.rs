//! `POST /v1/challenges`: the page binds the session to its key and gets the first step.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use poze_protocol::{ChallengeView, Code, OpenChallenge, PROTOCOL_VERSION};
use poze_store::{Opened, Opening, SessionState};

use crate::auth::{PageAuth, origin_allowed};
use crate::body::JsonBody;
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::page_key::PageKey;
use crate::run::plan::Wishes;
use crate::run::view::{self, CHALLENGES_MAX};
use crate::state::App;
use crate::validate::DEADLINE_MS;

const CONSENT_MAX_CHARS: usize = 40;

/// Open a challenge.
///
/// `poze-signature` signs the body with the page's key. The first call binds the session to that key; another key is
/// `session_bound` from then on. A challenge that is still open is replaced. Challenges count towards the lock until they
/// are passed, so that abandoning one costs as much as failing it.
#[utoipa::path(post, path = "/v1/challenges", tag = "page", security(("client_secret" = [])),
    params(("poze-signature" = String, Header, description = "base64url, 64 bytes: ECDSA P-256 over the body")),
    request_body = OpenChallenge, responses((status = 201, body = ChallengeView), Problems))]
pub(crate) async fn open_challenge(
    State(app): State<App>,
    page: PageAuth,
    body: JsonBody<OpenChallenge>,
) -> Result<(StatusCode, Json<ChallengeView>), ApiError> {
    let key = PageKey::from_jwk(&body.value.public_key)
        .map_err(|_| ApiError::field("public_key", "is no P-256 key"))?;
    page.verify(&key, &body.bytes)?;
    let opened = open(&app, &page, &body.value).await;
    if let Err(error) = &opened {
        app.store.note_error(&page.session.id, error.code).await?;
    }
    opened.map(|view| (StatusCode::CREATED, Json(view)))
}

async fn open(
    app: &App,
    page: &PageAuth,
    request: &OpenChallenge,
) -> Result<ChallengeView, ApiError> {
    let session = &page.session;
    if request.protocol != PROTOCOL_VERSION {
        return Err(Code::ProtocolVersion.into());
    }
    for text in [&request.consent.text_version, &request.consent.lang] {
        if text.is_empty()
            || text.len() > CONSENT_MAX_CHARS
            || !text.bytes().all(|b| b.is_ascii_graphic())
        {
            return Err(ApiError::field(
                "consent",
                "must name a version and a language",
            ));
        }
    }
    check_parent(app, page, request.parent_origin.as_deref())?;
    still_open(app, page)?;
    if !app
        .store
        .bind_page_key(&session.id, &request.public_key)
        .await?
    {
        return Err(Code::SessionBound.into());
    }
    let policy = app.policy_of(session)?;
    let pack = app.packs.of_session(&session.request)?;
    let capabilities = app.engine.capabilities();
    let wishes = Wishes::of(&session.request, pack, &policy.demands, capabilities)?;
    let now_ms = app.clock.now_ms();
    let before = app.store.drawn_pozes(session, now_ms).await?;
    let plan = wishes.plan(&before, request.consent.clone())?;
    let timing = session.request.timing.as_ref();
    let deadline_ms = timing.and_then(|t| t.deadline_ms).unwrap_or(DEADLINE_MS);
    let opening = Opening {
        session,
        plan: &plan,
        now_ms,
        deadline_ms: now_ms + u64::from(deadline_ms),
        most: CHALLENGES_MAX,
    };
    let challenge = match app.store.open_challenge(&opening).await? {
        Opened::Challenge(challenge) => challenge,
        Opened::TooMany => return Err(Code::TooManyChallenges.into()),
        Opened::Locked => return Err(Code::Locked.into()),
    };
    let used = app.store.challenges_used(&session.id).await?;
    view::challenge(&app.packs, &challenge, 0, session, &page.site, used, now_ms)
}

/// In frame mode the caller's origin is the verifier's own: then it is the embedding page's that counts.
fn check_parent(app: &App, page: &PageAuth, parent: Option<&str>) -> Result<(), ApiError> {
    let allowed = |origin: &str| origin_allowed(app, &page.site, origin);
    let framed = page.origin.as_deref().is_some_and(|o| !allowed(o));
    match parent {
        Some(origin) if allowed(origin) => Ok(()),
        Some(_) => Err(Code::OriginNotAllowed.into()),
        None if framed => Err(Code::OriginNotAllowed.into()),
        None => Ok(()),
    }
}

/// The session can still lead somewhere.
pub(crate) fn still_open(app: &App, page: &PageAuth) -> Result<(), ApiError> {
    match page.session.state {
        SessionState::Verified | SessionState::Failed | SessionState::Cancelled => {
            Err(Code::SessionEnded.into())
        }
        SessionState::Open if app.clock.now() >= page.session.expires_at => {
            Err(Code::SessionExpired.into())
        }
        SessionState::Open => Ok(()),
    }
}
