//! Takes frames all the time: for the track, for the worker, and key frames while a move is held. One timer drives
//! it, so that neither the worker's pace nor an upload can make a gap.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use poze_protocol::CapturePlan;
use web_sys::HtmlVideoElement;

use super::Timed;
use super::grab::{Grabber, Shot};
use super::keys::Candidates;
use super::track::Track;
use crate::browser::{Interval, now_ms, sleep};
use crate::run::{Event, Post};
use crate::sight::Sight;

/// Twice the rate of a camera: the worker waits for a new frame no longer than this.
const TICK_MS: i32 = 16;
/// Without a new frame for this long the camera has stopped, whatever it says.
const STALL_MS: f64 = 2_500.0;
/// Of the allowed gap, when a frame is taken although the camera has brought no new one.
const LATEST_PART: f64 = 0.6;
const TRACK_QUALITY: f64 = 0.7;
const KEY_QUALITY: f64 = 0.88;
/// Longer side of what the worker looks at; more detail does not help it.
const SIGHT_SIDE_PX: u32 = 640;
/// How long before the end of the neutral look the track begins.
const NEUTRAL_MS: u32 = 4_000;

/// Frames of one step.
pub(crate) struct Capture {
    pub(crate) track: Vec<Timed<Shot>>,
    pub(crate) keys: Vec<Timed<Shot>>,
}

/// Runs until it is dropped.
pub(crate) struct Recorder {
    inner: Rc<Inner>,
    _timer: Interval,
}

struct Inner {
    video: HtmlVideoElement,
    sight: Rc<Sight>,
    post: Post,
    plan: CapturePlan,
    started_ms: f64,
    small: Grabber,
    large: Grabber,
    seen: Grabber,
    track: RefCell<Track<Shot>>,
    keys: RefCell<Candidates<Shot>>,
    fresh: Freshness,
    last_track_ms: Cell<f64>,
    /// Times of the frames that are being encoded.
    encoding: RefCell<Vec<u32>>,
    /// Numbers of the camera's frames that the track, the key frames and the worker had last.
    had: [Cell<u32>; 3],
    watching: Cell<bool>,
    holding: Cell<bool>,
    /// Changes with every hold: a key frame whose hold is over when it is encoded is dropped.
    hold: Cell<u32>,
    neutral: Cell<bool>,
}

impl Recorder {
    /// Starts at once; `started_ms` is when the challenge arrived.
    ///
    /// # Errors
    /// What the browser threw.
    pub(crate) fn start(
        video: HtmlVideoElement,
        sight: Rc<Sight>,
        plan: CapturePlan,
        started_ms: f64,
        post: Post,
    ) -> Result<Recorder, wasm_bindgen::JsValue> {
        let inner = Rc::new(Inner {
            small: Grabber::new(plan.track_side_px, true)?,
            large: Grabber::new(plan.key_side_px, true)?,
            seen: Grabber::new(SIGHT_SIDE_PX, false)?,
            track: RefCell::new(Track::new(plan.track_gap_max_ms)),
            keys: RefCell::new(Candidates::new()),
            fresh: Freshness::new(now_ms()),
            last_track_ms: Cell::new(f64::NEG_INFINITY),
            encoding: RefCell::default(),
            had: Default::default(),
            watching: Cell::new(false),
            holding: Cell::new(false),
            hold: Cell::new(0),
            neutral: Cell::new(true),
            video,
            sight,
            post,
            plan,
            started_ms,
        });
        let ticking = inner.clone();
        let timer = Interval::every(TICK_MS, move || ticking.tick());
        Ok(Recorder {
            inner,
            _timer: timer,
        })
    }

    /// From now on frames belong to this step, and the worker sees them.
    pub(crate) fn begin(&self, n: u8) {
        self.inner.neutral.set(n == 0);
        self.inner.holding.set(true);
        self.hold(false);
        self.inner.watching.set(true);
    }

    /// Whether the moves are held: only then are there key frames.
    pub(crate) fn hold(&self, holding: bool) {
        if self.inner.holding.replace(holding) && !holding {
            self.inner.hold.set(self.inner.hold.get().wrapping_add(1));
            self.inner.keys.borrow_mut().clear();
        }
    }

    /// How many frames the track of this step has.
    pub(crate) fn track_len(&self) -> usize {
        self.inner.track.borrow().len()
    }

    /// Ends the step: waits for enough key frames (the hold goes on) and for the encoder, and takes what there is.
    /// The track goes on; what comes after this belongs to the next step.
    pub(crate) async fn take(&self) -> Capture {
        let wanted = usize::from(self.inner.plan.key_frames);
        while self.inner.keys.borrow().len() < wanted {
            sleep(20).await;
        }
        self.inner.holding.set(false);
        self.inner.watching.set(false);
        let until_ms = self.inner.now();
        while self.inner.encoding.borrow().iter().any(|t| *t <= until_ms) {
            sleep(5).await;
        }
        if self.inner.neutral.replace(false) {
            self.inner.track.borrow_mut().keep_last(NEUTRAL_MS);
        }
        Capture {
            track: self.inner.track.borrow_mut().take_until(until_ms),
            keys: self.inner.keys.borrow_mut().choose(wanted),
        }
    }
}

impl Inner {
    /// On the challenge's clock.
    fn now(&self) -> u32 {
        (now_ms() - self.started_ms).max(0.0) as u32
    }

    fn tick(self: &Rc<Self>) {
        let now = now_ms();
        let frame = self.fresh.look(&self.video, now);
        if now - self.fresh.since_ms.get() > STALL_MS {
            self.post.send(Event::CameraLost);
            return;
        }
        let [track, key, sight] = &self.had;
        let since_track = now - self.last_track_ms.get();
        let due = since_track >= f64::from(self.plan.track_interval_ms) && track.get() != frame;
        if due || since_track >= f64::from(self.plan.track_gap_max_ms) * LATEST_PART {
            track.set(frame);
            self.last_track_ms.set(now);
            self.take_small();
        }
        if self.holding.get() && key.get() != frame && self.keys.borrow_mut().wants(self.now()) {
            key.set(frame);
            self.take_large();
        }
        if self.watching.get() && sight.get() != frame && self.sight.is_free() {
            sight.set(frame);
            if let Ok(bitmap) = self.seen.bitmap(&self.video) {
                self.sight.look(bitmap, self.now());
            }
        }
    }

    fn take_small(self: &Rc<Self>) {
        self.take(&self.small, TRACK_QUALITY, |inner, shot| {
            let mut track = inner.track.borrow_mut();
            track.push(shot);
            if inner.neutral.get() {
                track.keep_last(NEUTRAL_MS);
            } else if track.is_full() {
                inner.post.send(Event::TooLong);
            }
        });
    }

    fn take_large(self: &Rc<Self>) {
        let hold = self.hold.get();
        self.take(&self.large, KEY_QUALITY, move |inner, shot| {
            if inner.hold.get() == hold {
                inner.keys.borrow_mut().push(shot);
            }
        });
    }

    fn take(
        self: &Rc<Self>,
        grabber: &Grabber,
        quality: f64,
        keep: impl FnOnce(&Inner, Timed<Shot>) + 'static,
    ) {
        let t_ms = self.now();
        let Ok(encoding) = grabber.jpeg(&self.video, quality) else {
            return; // no picture yet: a gap, if it stays so, ends the run
        };
        self.encoding.borrow_mut().push(t_ms);
        let inner = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let encoded = encoding.await;
            if let Ok(what) = encoded {
                keep(&inner, Timed { t_ms, what });
            }
            let mut times = inner.encoding.borrow_mut();
            if let Some(at) = times.iter().position(|t| *t == t_ms) {
                times.swap_remove(at);
            }
        });
    }
}

/// Counts the camera's frames.
struct Freshness {
    number: Cell<u32>,
    counted: Cell<u32>,
    time: Cell<f64>,
    since_ms: Cell<f64>,
}

impl Freshness {
    fn new(now: f64) -> Freshness {
        Freshness {
            number: Cell::new(0),
            counted: Cell::new(0),
            time: Cell::new(-1.0),
            since_ms: Cell::new(now),
        }
    }

    /// The number of the frame that the video shows now.
    fn look(&self, video: &HtmlVideoElement, now: f64) -> u32 {
        let counted = video.get_video_playback_quality().total_video_frames();
        let time = video.current_time();
        // Browsers that do not count the frames of a camera tell a new one by the time.
        let new = if counted > 0 {
            counted != self.counted.get()
        } else {
            time != self.time.get()
        };
        if new {
            self.counted.set(counted);
            self.time.set(time);
            self.since_ms.set(now);
            self.number.set(self.number.get().wrapping_add(1));
        }
        self.number.get()
    }
}
