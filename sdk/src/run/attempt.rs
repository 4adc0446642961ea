//! One attempt: camera, one challenge, its steps. Every guard of it is a local of `run` or `take`; the verdict is
//! waited for in `answer`, without the camera.

use std::pin::pin;
use std::rc::Rc;

use futures_util::future::{Either, join, select};
use poze_protocol::{ChallengeView, Code, StepAnswer, StepView, Verdict};

use super::answer::{Unanswered, lost_connection};
use super::inbox::{Event, Exit, Inbox, Post};
use super::step::{Performed, Stepping};
use super::{Ended, Setup};
use crate::api::Api;
use crate::browser::{Camera, Interval, Listener, document_of, now_ms, shown, sleep};
use crate::capture::Recorder;
use crate::error::Failure;
use crate::events::{Phase, State};
use crate::key::PageKey;
use crate::sight::{Sight, Supplies};
use crate::upload::Parcel;
use crate::view::Live;

/// How often time-dependent things are looked at.
const TICK_MS: i32 = 200;
/// A camera that is not there by now is being asked for: before, a visitor who has allowed it would see a flicker.
const ASKING_MS: u32 = 450;
/// A camera that brings no picture for this long does not work.
const DARK_MS: u32 = 12_000;
/// The answer to the last step is asked for at least this long.
const LEAST_MS: f64 = 20_000.0;

/// Runs one attempt; the camera is off when it returns.
pub(super) async fn run(setup: &Setup, post: &Post, inbox: &mut Inbox) -> Result<Verdict, Ended> {
    inbox.clear();
    let options = &setup.options;
    let live = Live::show(&setup.stage, &options.texts, post);
    options.host.state(State::of(Phase::Camera));
    let ready = get_ready(setup, &live, post, inbox).await?;
    let api = ready.api.clone();
    let opened = inbox.until(api.open(options, || live.say_again())).await;
    let challenge = opened.and_then(|opened| opened.map_err(Exit::from))?;
    let tries_left = Some(challenge.challenges_left);
    let taken = take(setup, &live, ready, challenge, post, inbox).await;
    let ended = |exit| Ended {
        tries_left,
        ..Ended::from(exit)
    };
    match taken.map_err(ended)? {
        Taken::Verdict(verdict) => Ok(verdict),
        Taken::Last { parcel, until_ms } => {
            let sent = Unanswered {
                api,
                parcel,
                tries_left,
            };
            sent.deliver(until_ms, || live.say_again(), inbox).await
        }
    }
}

/// What there must be before a challenge is opened: its time counts from then on. Dropped last to first.
struct Ready {
    sight: Rc<Sight>,
    api: Rc<Api>,
    _camera: Camera,
}

async fn get_ready(
    setup: &Setup,
    live: &Live<'_>,
    post: &Post,
    inbox: &mut Inbox,
) -> Result<Ready, Exit> {
    let options = &setup.options;
    let document = setup.stage.document();
    // Nobody would see the camera go on; and a challenge that is opened unseen would be a try for nothing.
    inbox.until(shown(&document)).await?;
    let sight = Rc::new(Sight::start(options, post.clone())?);
    let key = PageKey::of_session(&options.client_secret, &options.key_pair);
    let asked = pin!(join(Camera::open(), key));
    let (camera, key) = inbox
        .until(or_after(ASKING_MS, asked, || live.wait_for_permission()))
        .await?;
    let (camera, key) = (camera?, key?);
    options.host.key(&key.pair);
    let ended = post.clone();
    camera.on_end(move || ended.send(Event::CameraLost));
    camera.play_in(live.video());
    live.begin();
    inbox.until(shown(&document)).await?;
    let late = || post.send(Event::CameraLost);
    let playing = or_after(DARK_MS, Box::pin(live.playing()), late);
    let watched = sight.clone();
    inbox.until(join(watched.ready(), playing)).await?;
    inbox.until(shown(&document)).await?;
    Ok(Ready {
        sight,
        api: Rc::new(Api::new(options, key)),
        _camera: camera,
    })
}

/// Waits for a future; calls once when it takes longer than `ms`.
async fn or_after<F: Future + Unpin>(ms: u32, future: F, late: impl FnOnce()) -> F::Output {
    match select(future, pin!(sleep(ms))).await {
        Either::Left((value, _)) => value,
        Either::Right(((), future)) => {
            late();
            future.await
        }
    }
}

/// What comes of a take.
enum Taken {
    /// The verifier has seen enough.
    Verdict(Verdict),
    /// All steps are done; the last one is still to be sent, for this long.
    Last { parcel: Parcel, until_ms: f64 },
}

/// One take: from the opening of the challenge to its last step. The camera is off when it returns.
async fn take(
    setup: &Setup,
    live: &Live<'_>,
    ready: Ready,
    challenge: ChallengeView,
    post: &Post,
    inbox: &mut Inbox,
) -> Result<Taken, Exit> {
    let started_ms = now_ms();
    let ends_ms = started_ms + f64::from(challenge.remaining_ms);
    let _hidden = watch_visibility(setup, post);
    let clock = live.count_down(started_ms, challenge.remaining_ms, post);
    let ticking = post.clone();
    let _tick = Interval::every(TICK_MS, move || ticking.send(Event::Tick));
    let recorder = Recorder::start(
        live.video().clone(),
        ready.sight.clone(),
        challenge.capture.clone(),
        started_ms,
        post.clone(),
    )
    .map_err(|thrown| Failure::unexpected("frames cannot be captured", &thrown))?;

    let (sight, posting) = (ready.sight.clone(), post.clone());
    let supplies = Supplies::fetch(&challenge.models, &setup.options, sight, posting);

    let mut current = challenge.step.clone();
    let (mut swaps, mut swaps_left) = (0, challenge.swaps_left);
    loop {
        let stepping = Stepping {
            setup,
            live,
            challenge: &challenge,
            sight: &ready.sight,
            recorder: &recorder,
            supplies: &supplies,
            swaps,
            may_swap: swaps_left > 0 && current.n > 0,
        };
        let performed = stepping.perform(&current, inbox).await?;
        if performed == Performed::Declined {
            (swaps, swaps_left) = (swaps + 1, swaps_left - 1);
            live.wait_for_another();
            if let Some(other) = another(&ready.api, live, &challenge, &current, inbox).await? {
                current = other;
            }
            continue;
        }
        let last = current.n.saturating_add(1) >= challenge.steps_total;
        say_sending(setup, live, &current, last);
        let capture = inbox.until(recorder.take()).await?;
        let by_hand = performed == Performed::ByHand;
        let parcel = Parcel::pack(&challenge.id, current.n, by_hand, capture)?;
        if last {
            live.freeze();
            let until_ms = ends_ms.max(now_ms() + LEAST_MS);
            return Ok(Taken::Last { parcel, until_ms });
        }
        let again = || live.say_again();
        let answer = ready.api.send_step(&parcel, ends_ms, again);
        let answer = inbox.until_answered(answer, false).await;
        match answer.map_err(lost_connection)?? {
            StepAnswer::Verdict { verdict } => return Ok(Taken::Verdict(verdict)),
            StepAnswer::Next { .. } if clock.is_over() => {
                return Err(Failure::of(Code::ChallengeExpired).into());
            }
            StepAnswer::Next { step } => current = step,
        }
    }
}

/// Another step instead of the current one; none when the verifier has none to give, and the visitor does this one.
async fn another(
    api: &Api,
    live: &Live<'_>,
    challenge: &ChallengeView,
    step: &StepView,
    inbox: &mut Inbox,
) -> Result<Option<StepView>, Exit> {
    let swap = api.swap(&challenge.id, step.n, || live.say_again());
    match inbox.until(swap).await? {
        Ok(step) => Ok(Some(step)),
        Err(failure) if failure.is(Code::NoPozeLeft) || failure.is(Code::Locked) => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

fn say_sending(setup: &Setup, live: &Live<'_>, step: &StepView, last: bool) {
    live.send(last);
    let phase = if last { Phase::Verdict } else { Phase::Sending };
    setup.options.host.state(State {
        step: Some(step.n),
        moves: step.moves.clone(),
        ..State::of(phase)
    });
}

/// Posts once the page is no longer shown.
fn watch_visibility(setup: &Setup, post: &Post) -> Listener {
    let document = document_of(setup.stage.element());
    let (watched, post) = (document.clone(), post.clone());
    let look = move || {
        if watched.hidden() {
            post.send(Event::Hidden);
        }
    };
    look();
    Listener::on(&document, "visibilitychange", move |_| look())
}
