//! The answer to the last step: with it goes the token, so that it is not given up lightly.

use std::rc::Rc;

use poze_protocol::{Code, StepAnswer, Verdict};

use super::inbox::{Exit, Inbox, Post};
use super::{Ended, Setup};
use crate::api::Api;
use crate::browser::now_ms;
use crate::error::Failure;
use crate::events::{Phase, State};
use crate::upload::Parcel;
use crate::view::ending;

/// How long a visitor who tries again waits.
const AGAIN_MS: f64 = 20_000.0;

/// The last step of a challenge, until its answer is there.
pub(super) struct Unanswered {
    pub(super) api: Rc<Api>,
    pub(super) parcel: Parcel,
    pub(super) tries_left: Option<u8>,
}

impl Unanswered {
    /// Sends it until `until_ms`. When that was in vain it comes back inside of the error: the verifier may have judged
    /// it, and gives the same answer to the same bytes.
    pub(super) async fn deliver(
        self,
        until_ms: f64,
        on_again: impl Fn(),
        inbox: &mut Inbox,
    ) -> Result<Verdict, Ended> {
        let tries_left = self.tries_left;
        let answer = self.api.send_step(&self.parcel, until_ms, on_again);
        let failure = match inbox.until_answered(answer, true).await? {
            Ok(StepAnswer::Verdict { verdict }) => return Ok(verdict),
            Ok(StepAnswer::Next { .. }) => Failure::of(Code::ProtocolVersion),
            Err(failure) => failure,
        };
        let unanswered = is_no_answer(&failure).then_some(self);
        Err(Ended {
            exit: failure.into(),
            tries_left,
            unanswered,
        })
    }

    /// Once more, for a visitor who tries again: without the camera, without using up a try.
    pub(super) async fn deliver_again(
        self,
        setup: &Setup,
        post: &Post,
        inbox: &mut Inbox,
    ) -> Result<Verdict, Ended> {
        inbox.clear();
        let (stage, texts) = (&setup.stage, &setup.options.texts);
        stage.show(ending::waiting(stage, texts, post));
        setup.options.host.state(State {
            step: Some(self.parcel.n),
            ..State::of(Phase::Verdict)
        });
        self.deliver(now_ms() + AGAIN_MS, || (), inbox).await
    }
}

/// Failures that say nothing of what has become of the step.
fn is_no_answer(failure: &Failure) -> bool {
    [Code::Network, Code::Busy, Code::RequestTimeout]
        .into_iter()
        .any(|code| failure.is(code))
}

/// A track that has become too long while an answer was waited for: the visitor was not slow.
pub(super) fn lost_connection(exit: Exit) -> Exit {
    match exit {
        Exit::Failed(failure) if failure.is(Code::TimedOut) => {
            let words = "the answer to a step did not come in time";
            Exit::Failed(Failure::because(Code::Network, words))
        }
        exit => exit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_failure_without_an_answer_keeps_the_step() {
        assert!(is_no_answer(&Failure::of(Code::Network)));
        assert!(!is_no_answer(&Failure::of(Code::ChallengeExpired)));
    }

    #[test]
    fn a_visitor_is_not_called_slow_when_the_network_is() {
        let of = |code| Exit::Failed(Failure::of(code));
        let Exit::Failed(failure) = lost_connection(of(Code::TimedOut)) else {
            panic!("a failure stays one");
        };
        assert!(failure.is(Code::Network));
        assert_eq!(lost_connection(of(Code::CameraLost)), of(Code::CameraLost));
        assert_eq!(lost_connection(Exit::Cancelled), Exit::Cancelled);
    }
}
