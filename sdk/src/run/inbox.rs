//! Everything that can happen during a run, in the order in which it happens.

use std::future::Future;
use std::pin::pin;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use poze_protocol::Code;

use crate::error::Failure;
use crate::sight::Sighting;

/// What can happen.
#[derive(Debug)]
pub(crate) enum Event {
    /// The worker has looked at a frame.
    Seen(Sighting),
    /// Some time has passed.
    Tick,
    /// The visitor says that the move is done.
    Shutter,
    /// The visitor wants another move.
    Another,
    /// The visitor stops.
    Cancel,
    /// The visitor tries again after a failure.
    Retry,
    /// The visitor has had enough.
    Close,
    /// The page is no longer shown: timers stand still there, and the track would have a gap.
    Hidden,
    /// The camera has stopped by itself.
    CameraLost,
    /// A step has lasted longer than its track may be.
    TooLong,
    /// The time for the poze is over.
    Deadline,
    /// Something broke.
    Failed(Failure),
}

/// Why an attempt ends without a verdict.
#[derive(Debug, PartialEq)]
pub(crate) enum Exit {
    Cancelled,
    Failed(Failure),
}

impl From<Failure> for Exit {
    fn from(failure: Failure) -> Exit {
        Exit::Failed(failure)
    }
}

impl Event {
    /// The end of the attempt, for events that mean one.
    fn exit(self) -> Result<Event, Exit> {
        let interrupted = |code| Err(Exit::Failed(Failure::of(code)));
        match self {
            Event::Cancel => Err(Exit::Cancelled),
            Event::Hidden => interrupted(Code::TrackGap),
            Event::CameraLost => interrupted(Code::CameraLost),
            Event::TooLong => interrupted(Code::TimedOut),
            Event::Deadline => interrupted(Code::ChallengeExpired),
            Event::Failed(failure) => Err(Exit::Failed(failure)),
            event @ (Event::Seen(_)
            | Event::Tick
            | Event::Shutter
            | Event::Another
            | Event::Retry
            | Event::Close) => Ok(event),
        }
    }
}

/// Where events are posted.
#[derive(Clone)]
pub(crate) struct Post(UnboundedSender<Event>);

impl Post {
    pub(crate) fn send(&self, event: Event) {
        // A run that has ended reads no more.
        let _ = self.0.unbounded_send(event);
    }
}

/// Where they are read.
pub(crate) struct Inbox(UnboundedReceiver<Event>);

pub(crate) fn inbox() -> (Post, Inbox) {
    let (sender, receiver) = unbounded();
    (Post(sender), Inbox(receiver))
}

impl Inbox {
    /// The next event, or the end that it means.
    pub(crate) async fn next(&mut self) -> Result<Event, Exit> {
        match self.0.next().await {
            Some(event) => event.exit(),
            None => Err(Exit::Cancelled),
        }
    }

    /// Waits for a future. Events that end the attempt end the waiting; others are of no interest meanwhile.
    pub(crate) async fn until<T>(&mut self, future: impl Future<Output = T>) -> Result<T, Exit> {
        self.wait(future, |_| true).await
    }

    /// Waits for the verifier's answer to a step. Whether it came in time is up to the verifier; and after the last
    /// step there is nothing more to be seen, so only the visitor can end the waiting.
    pub(crate) async fn until_answered<T>(
        &mut self,
        answer: impl Future<Output = T>,
        last: bool,
    ) -> Result<T, Exit> {
        self.wait(answer, |event| match event {
            Event::Cancel => true,
            Event::Deadline => false,
            _ => !last,
        })
        .await
    }

    async fn wait<T>(
        &mut self,
        future: impl Future<Output = T>,
        matters: impl Fn(&Event) -> bool,
    ) -> Result<T, Exit> {
        let mut future = pin!(future);
        loop {
            let event = match select(future.as_mut(), self.0.next()).await {
                Either::Left((value, _)) => return Ok(value),
                Either::Right((event, _)) => event.ok_or(Exit::Cancelled)?,
            };
            if matters(&event) {
                event.exit()?;
            }
        }
    }

    /// Forgets what was posted: it belongs to what is over.
    pub(crate) fn clear(&mut self) {
        while self.0.try_recv().is_ok() {}
    }

    /// Whether the visitor wants to try again, once it is clear.
    pub(crate) async fn choice(&mut self) -> bool {
        loop {
            match self.0.next().await {
                Some(Event::Retry) => return true,
                Some(Event::Close) | None => return false,
                Some(_) => {} // late news of the attempt that has ended
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};
    use std::task::{Context, Poll, Waker};

    fn now<T>(future: impl Future<Output = T>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

    #[test]
    fn waiting_ends_with_its_future_whatever_else_happens() {
        let (post, mut inbox) = inbox();
        post.send(Event::Tick);
        assert_eq!(now(inbox.until(ready(7))), Some(Ok(7)));
    }

    #[test]
    fn whoever_cancels_need_not_wait() {
        let (post, mut inbox) = inbox();
        assert_eq!(now(inbox.until(pending::<()>())), None);
        post.send(Event::Tick);
        post.send(Event::Cancel);
        assert_eq!(
            now(inbox.until(pending::<()>())),
            Some(Err(Exit::Cancelled))
        );
    }

    #[test]
    fn an_answer_is_waited_for_beyond_the_deadline_but_not_against_the_visitor() {
        let (post, mut inbox) = inbox();
        post.send(Event::Deadline);
        assert_eq!(now(inbox.until_answered(pending::<()>(), false)), None);
        post.send(Event::Hidden);
        assert_eq!(now(inbox.until_answered(pending::<()>(), true)), None);
        post.send(Event::Hidden);
        assert!(now(inbox.until_answered(pending::<()>(), false)).is_some());
        post.send(Event::Cancel);
        assert_eq!(
            now(inbox.until_answered(pending::<()>(), true)),
            Some(Err(Exit::Cancelled))
        );
    }

    #[test]
    fn what_interrupts_the_take_has_a_code_that_can_be_tried_again() {
        for (event, code) in [
            (Event::Hidden, Code::TrackGap),
            (Event::CameraLost, Code::CameraLost),
            (Event::TooLong, Code::TimedOut),
            (Event::Deadline, Code::ChallengeExpired),
        ] {
            let (post, mut inbox) = inbox();
            post.send(event);
            let Some(Err(Exit::Failed(failure))) = now(inbox.next()) else {
                panic!("{code:?} ends the attempt");
            };
            assert!(failure.is(code) && failure.retryable);
        }
    }

    #[test]
    fn after_a_failure_only_the_visitors_choice_counts() {
        let (post, mut inbox) = inbox();
        post.send(Event::CameraLost);
        post.send(Event::Retry);
        assert_eq!(now(inbox.choice()), Some(true));
        post.send(Event::Close);
        assert_eq!(now(inbox.choice()), Some(false));
    }
}
