//! The time that is left for the poze.

use web_sys::{Document, Element};

use super::oval;
use crate::browser::{Interval, Tag, now_ms, set_shown, set_text};
use crate::run::{Event, Post};

/// From here on the clock asks for attention.
const SHORT_S: u32 = 10;
const EVERY_MS: i32 = 250;

/// The clock's elements, hidden until it runs.
pub(super) struct Clock {
    pub(super) element: Element,
    ring: Element,
    number: Element,
}

/// Runs the clock until it is dropped.
pub(crate) struct Running {
    started_ms: f64,
    total_ms: u32,
    _interval: Interval,
}

impl Running {
    /// Whether the time is over.
    pub(crate) fn is_over(&self) -> bool {
        left_ms(self.started_ms, self.total_ms, now_ms()) <= 0.0
    }
}

impl Clock {
    pub(super) fn new(document: &Document, label: &str) -> Clock {
        let ring = oval::clock_ring(document);
        let number = Tag::html(document, "span").done();
        let element = Tag::html(document, "div")
            .class("clock")
            .with("role", "timer")
            .with("aria-label", label)
            .with("hidden", "")
            .holding(&[ring.clone(), number.clone()])
            .done();
        Clock {
            element,
            ring,
            number,
        }
    }

    /// No more of interest.
    pub(super) fn hide(&self) {
        set_shown(&self.element, false);
    }

    /// Counts down from `total_ms` at `started_ms`; posts once when it is over.
    pub(super) fn run(&self, started_ms: f64, total_ms: u32, post: &Post) -> Running {
        let (element, ring, number) =
            (self.element.clone(), self.ring.clone(), self.number.clone());
        let post = post.clone();
        let mut over = false;
        let mut show = move || {
            let left_ms = left_ms(started_ms, total_ms, now_ms());
            let seconds = seconds(left_ms);
            set_text(&number, &seconds.to_string());
            oval::fill(&ring, left_ms / total_ms.max(1) as f32);
            // `class` is a valid name.
            let _ = element
                .class_list()
                .toggle_with_force("short", seconds <= SHORT_S);
            if left_ms <= 0.0 && !over {
                over = true;
                post.send(Event::Deadline);
            }
        };
        set_shown(&self.element, true);
        show();
        Running {
            started_ms,
            total_ms,
            _interval: Interval::every(EVERY_MS, show),
        }
    }
}

fn left_ms(started_ms: f64, total_ms: u32, now_ms: f64) -> f32 {
    (started_ms + f64::from(total_ms) - now_ms).max(0.0) as f32
}

/// Whole seconds; the last one is shown until it is over.
fn seconds(left_ms: f32) -> u32 {
    (left_ms / 1000.0).ceil() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_ends_at_nothing_and_never_before() {
        assert_eq!(seconds(left_ms(100.0, 5_000, 100.0)), 5);
        assert_eq!(seconds(left_ms(100.0, 5_000, 1_101.0)), 4);
        assert_eq!(seconds(left_ms(100.0, 5_000, 5_099.0)), 1);
        assert_eq!(seconds(left_ms(100.0, 5_000, 5_100.0)), 0);
        assert_eq!(left_ms(100.0, 5_000, 60_000.0), 0.0);
    }
}
