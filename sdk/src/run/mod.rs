//! A visitor's way through the check: attempts until one passes, or until the visitor has had enough.

mod answer;
mod attempt;
mod hints;
mod inbox;
mod patience;
mod step;

pub(crate) use inbox::{Event, Post};

use std::rc::Rc;

use poze_protocol::{Code, Verdict};
use web_sys::Element;

use self::answer::Unanswered;
use self::inbox::{Exit, Inbox, inbox};
use crate::error::Failure;
use crate::events::{Phase, State};
use crate::options::Options;
use crate::view::{Stage, ending};

/// What stays the same over all attempts.
pub(crate) struct Setup {
    pub(crate) stage: Stage,
    pub(crate) options: Options,
}

impl Setup {
    pub(crate) fn new(stage: Element, options: Options) -> Setup {
        Setup {
            stage: Stage::new(stage),
            options,
        }
    }
}

/// How an attempt that did not pass ended.
struct Ended {
    exit: Exit,
    /// Challenges left in the session; unknown before one was opened.
    tries_left: Option<u8>,
    /// The last step, when its answer was lost: it comes before another attempt.
    unanswered: Option<Unanswered>,
}

impl From<Exit> for Ended {
    fn from(exit: Exit) -> Ended {
        Ended {
            exit,
            tries_left: None,
            unanswered: None,
        }
    }
}

/// Runs to the end of the last attempt. Dropping the future stops everything.
pub(crate) async fn run(setup: Rc<Setup>) {
    let (post, mut inbox) = inbox();
    let mut unanswered = None;
    loop {
        // The camera is off when this returns, whichever way.
        let again = match attempt(&setup, &post, &mut inbox, unanswered.take()).await {
            Ok(verdict) => match accepted(&verdict) {
                Some((token, expires_at)) => return succeed(&setup, token, expires_at),
                None => {
                    refuse(&setup, &post, &verdict);
                    inbox.choice().await
                }
            },
            Err(Ended {
                exit: Exit::Cancelled,
                ..
            }) => false,
            Err(Ended {
                exit: Exit::Failed(failure),
                tries_left,
                unanswered: kept,
            }) => {
                let again = kept.is_some() || tries_left != Some(0);
                unanswered = kept;
                fail(&setup, &post, &failure, again);
                inbox.choice().await
            }
        };
        if !again {
            return setup.options.host.closed();
        }
    }
}

/// The next attempt. A step without an answer comes first; what the verifier says of it may still be that another
/// attempt is due, and the visitor has asked for one.
async fn attempt(
    setup: &Setup,
    post: &Post,
    inbox: &mut Inbox,
    unanswered: Option<Unanswered>,
) -> Result<Verdict, Ended> {
    if let Some(sent) = unanswered {
        match sent.deliver_again(setup, post, inbox).await {
            Err(Ended {
                exit: Exit::Failed(failure),
                unanswered: None,
                tries_left,
            }) if failure.retryable && tries_left != Some(0) => {}
            other => return other,
        }
    }
    attempt::run(setup, post, inbox).await
}

fn accepted(verdict: &Verdict) -> Option<(&str, u64)> {
    let token = verdict.token.as_deref().filter(|_| verdict.verified)?;
    Some((token, verdict.expires_at?))
}

fn succeed(setup: &Setup, token: &str, expires_at: u64) {
    let Options { host, texts, .. } = &setup.options;
    setup.stage.show(ending::success(&setup.stage, texts));
    host.state(State::of(Phase::Verified));
    host.verified(token, expires_at);
}

fn refuse(setup: &Setup, post: &Post, verdict: &Verdict) {
    let Options { host, texts, .. } = &setup.options;
    let mut codes = verdict.codes.clone();
    if codes.is_empty() {
        codes.push(Code::NotVerified);
    }
    let view = ending::refusal(&setup.stage, texts, &codes, verdict.challenges_left, post);
    setup.stage.show(view);
    host.state(State::of(Phase::Failed));
}

fn fail(setup: &Setup, post: &Post, failure: &Failure, can_again: bool) {
    let Options { host, texts, .. } = &setup.options;
    let failure = Failure {
        retryable: failure.retryable && can_again,
        ..failure.clone()
    };
    setup
        .stage
        .show(ending::failure(&setup.stage, texts, &failure, post));
    host.state(State::of(Phase::Error));
    host.error(&failure);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verdict_with_a_token_and_its_end_lets_somebody_in() {
        let verdict = |verified, token: Option<&str>, expires_at| Verdict {
            verified,
            codes: Vec::new(),
            token: token.map(str::to_owned),
            expires_at,
            challenges_left: 1,
        };
        assert_eq!(accepted(&verdict(true, Some("t"), Some(9))), Some(("t", 9)));
        assert_eq!(accepted(&verdict(true, None, Some(9))), None);
        assert_eq!(accepted(&verdict(false, Some("t"), Some(9))), None);
    }
}
