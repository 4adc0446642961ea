//! `POST /v1/challenges/{id}/swap`: "give me another".

use axum::Json;
use axum::extract::State;
use poze_protocol::{Code, StepAnswer, StepView, SwapStep};
use poze_store::{Challenge, SWAPS_MAX, Swap, Swapped};

use crate::auth::PageAuth;
use crate::body::{Id, JsonBody};
use crate::error::ApiError;
use crate::openapi::Problems;
use crate::routes::get_challenge::running;
use crate::routes::open_challenge::still_open;
use crate::run::plan::Wishes;
use crate::run::view;
use crate::state::App;

/// Swap the current step for another.
///
/// For a visitor who cannot or does not want to do it, once a challenge (`already_swapped` after that), before the step's
/// evidence has arrived (`step_taken`). The other step is drawn under the same rules, shares no move with this one and
/// needs no more models. It counts towards the lock, as a challenge that is abandoned does. A page that lost the answer
/// gets the step from `GET /v1/challenges/{id}`.
#[utoipa::path(post, path = "/v1/challenges/{id}/swap", tag = "page", security(("client_secret" = [])),
    params(("id" = String, Path, description = "Of the challenge"),
        ("poze-signature" = String, Header, description = "base64url, 64 bytes: ECDSA P-256 over the body")),
    request_body = SwapStep, responses((status = 200, body = StepView), Problems))]
pub(crate) async fn swap_step(
    State(app): State<App>,
    page: PageAuth,
    Id(id): Id,
    body: JsonBody<SwapStep>,
) -> Result<Json<StepView>, ApiError> {
    page.verify_bound(&body.bytes)?;
    let swapped = swap(&app, &page, &id, &body.value).await;
    if let Err(error) = &swapped {
        app.store.note_error(&page.session.id, error.code).await?;
    }
    swapped.map(Json)
}

async fn swap(
    app: &App,
    page: &PageAuth,
    id: &str,
    request: &SwapStep,
) -> Result<StepView, ApiError> {
    if request.challenge != id {
        return Err(ApiError::field(
            "challenge",
            "is another one than the path's",
        ));
    }
    still_open(app, page)?;
    let challenge = running(app, page, id).await?;
    check(app, page, &challenge, request.n).await?;
    let session = &page.session;
    let pack = app.packs.of_session(&session.request)?;
    let policy = app.policy_of(session)?;
    let capabilities = app.engine.capabilities();
    let wishes = Wishes::of(&session.request, pack, &policy.demands, capabilities)?;
    let now_ms = app.clock.now_ms();
    let before = app.store.drawn_pozes(session, now_ms).await?;
    let plan = wishes.swapped(&challenge.plan, request.n, &before)?;
    let asked = Challenge {
        plan,
        ..challenge.clone()
    };
    let step = view::step(&app.packs, &asked, request.n)?;
    let answer = StepAnswer::Next { step: step.clone() };
    let swap = Swap {
        session,
        challenge: &challenge,
        n: request.n,
        plan: &asked.plan,
        answer: &serde_json::to_vec(&answer).map_err(|_| Code::Internal)?,
        now_ms,
    };
    refuse(app.store.swap_step(&swap).await?)?;
    Ok(step)
}

/// Refuses what can be seen before anything is drawn; the store says the last word.
async fn check(app: &App, page: &PageAuth, challenge: &Challenge, n: u8) -> Result<(), ApiError> {
    if n == 0 || usize::from(n) >= challenge.plan.steps.len() {
        return Err(Code::StepOutOfOrder.into());
    }
    let steps = app.store.steps(&page.site.id, &challenge.id).await?;
    match steps.iter().find(|step| step.n == n) {
        None => refuse(Swapped::NotRevealed),
        Some(step) if step.received_ms.is_some() => refuse(Swapped::StepTaken),
        Some(_) if challenge.swapped >= SWAPS_MAX => refuse(Swapped::Before),
        Some(_) => Ok(()),
    }
}

fn refuse(swapped: Swapped) -> Result<(), ApiError> {
    Err(match swapped {
        Swapped::Now => return Ok(()),
        Swapped::Before => Code::AlreadySwapped,
        Swapped::StepTaken => Code::StepTaken,
        Swapped::NotRevealed => Code::StepOutOfOrder,
        Swapped::Ended => Code::ChallengeEnded,
        Swapped::Locked => Code::Locked,
    }
    .into())
}
