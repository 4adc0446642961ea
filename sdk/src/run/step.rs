//! One step: guide the visitor until the moves have been held.

use poze_protocol::{ChallengeView, StepView};

use super::Setup;
use super::hints::Hints;
use super::inbox::{Event, Exit, Inbox};
use super::patience::Patience;
use crate::browser::{now_ms, sleep};
use crate::capture::Recorder;
use crate::events::{Phase, State, coarse};
use crate::sight::{Order, Sight, Sighting, Supplies};
use crate::view::Live;

/// The neutral look is measured on so many track frames at least.
const NEUTRAL_FRAMES: usize = 6;
/// How often the ring moves on after the shutter.
const RING_MS: u32 = 50;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Performed {
    /// The moves were seen and held.
    Held,
    /// The visitor said so with the shutter.
    ByHand,
    /// The visitor wants another one.
    Declined,
}

/// What a step needs.
pub(super) struct Stepping<'a> {
    pub(super) setup: &'a Setup,
    pub(super) live: &'a Live<'a>,
    pub(super) challenge: &'a ChallengeView,
    pub(super) sight: &'a Sight,
    pub(super) recorder: &'a Recorder,
    pub(super) supplies: &'a Supplies,
    /// How many steps were swapped.
    pub(super) swaps: u8,
    /// Whether this one can be.
    pub(super) may_swap: bool,
}

impl Stepping<'_> {
    /// Returns when the moves were held, as far as anybody says, or are not going to be.
    pub(super) async fn perform(
        &self,
        step: &StepView,
        inbox: &mut Inbox,
    ) -> Result<Performed, Exit> {
        self.live.ask(step, self.challenge.steps_total);
        self.sight.guide(&Order {
            n: step.n,
            swaps: self.swaps,
            moves: step.moves.clone(),
            hold_ms: step.hold_ms,
            limits: self.challenge.guide.clone(),
        });
        self.recorder.begin(step.n);
        self.live.offer_another(self.may_swap);
        self.live.supply(self.supplies.part());
        self.tell(step, None, 0.0);
        let mut hints = Hints::new();
        let mut patience = Patience::new(now_ms());
        loop {
            match inbox.next().await? {
                Event::Seen(seen) if seen.n == step.n && seen.swaps == self.swaps => {
                    let done = self.see(step, &seen, &mut hints, &mut patience);
                    if done {
                        return Ok(Performed::Held);
                    }
                }
                Event::Shutter => {
                    self.hold_by_hand(step, inbox).await?;
                    return Ok(Performed::ByHand);
                }
                Event::Another if self.may_swap => {
                    self.recorder.hold(false);
                    return Ok(Performed::Declined);
                }
                Event::Tick => {
                    let now = now_ms();
                    self.live.offer_shutter(patience.shutter(now));
                    self.live.encourage(patience.encourage(now));
                    self.live.supply(self.supplies.part());
                }
                _ => {} // late news of the step before
            }
        }
    }

    /// Shows what was seen; true when the step is done.
    fn see(
        &self,
        step: &StepView,
        seen: &Sighting,
        hints: &mut Hints,
        patience: &mut Patience,
    ) -> bool {
        let now = now_ms();
        let together = seen.moves.iter().copied().fold(1.0, f32::min);
        let how_far = if step.moves.is_empty() { 0.0 } else { together };
        self.recorder.hold(seen.is_holding());
        patience.saw(how_far, seen.is_holding(), now);
        if !seen.judged {
            patience.give_shutter();
        }
        let hint = hints.wish(seen.hint.as_deref(), now);
        self.live.hint(hint);
        self.live.moves(&seen.moves);
        self.live.hold(seen.hold);
        self.tell(step, hint, seen.hold);
        let ends = seen.done && self.may_end(step);
        if seen.done && !ends {
            self.live.wait_for_supplies();
        }
        ends
    }

    /// The neutral look lasts until it has been measured, and until there is what the moves need: its track goes on as
    /// long as it takes, that of a move does not.
    fn may_end(&self, step: &StepView) -> bool {
        let measured = self.recorder.track_len() >= NEUTRAL_FRAMES;
        step.n > 0 || (measured && self.supplies.are_there())
    }

    /// The visitor holds the move now: key frames are taken over the time of a hold.
    async fn hold_by_hand(&self, step: &StepView, inbox: &mut Inbox) -> Result<(), Exit> {
        self.recorder.hold(true);
        self.live.offer_shutter(false);
        self.live.offer_another(false);
        self.live.hint(Some("hold-still"));
        let until = now_ms() + f64::from(step.hold_ms);
        loop {
            let left = until - now_ms();
            if left <= 0.0 && self.may_end(step) {
                return Ok(());
            }
            self.live.supply(self.supplies.part());
            let held = 1.0 - left / f64::from(step.hold_ms.max(1));
            self.live.hold(held as f32);
            self.tell(step, Some("hold-still"), held as f32);
            inbox.until(sleep(RING_MS)).await?;
        }
    }

    fn tell(&self, step: &StepView, hint: Option<&str>, hold: f32) {
        let phase = if step.n == 0 {
            Phase::Neutral
        } else {
            Phase::Step
        };
        self.setup.options.host.state(State {
            phase,
            step: Some(step.n),
            moves: step.moves.clone(),
            hint: hint.map(str::to_owned),
            progress: Some(coarse(hold)),
        });
    }
}
