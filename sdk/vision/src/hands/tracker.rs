//! Up to two hands, followed from frame to frame.

use crate::frame::Frame;
use crate::geometry::{Rect, Region};
use crate::models::{HandModels, Models};

use super::palms::{Palm, PalmDetector, region_of_palm};
use super::points::{HandLandmarker, region_of_points};
use super::{Hand, describe};

/// Most hands that are tracked in a stream.
pub const MAX_HANDS: usize = 2;

/// While fewer than [`MAX_HANDS`] are tracked, palms are looked for in one frame out of this many.
pub const PALMS_EVERY: u32 = 4;

/// Below this the points are not of a hand any more (MediaPipe's default)…
const MIN_PRESENCE: f32 = 0.5;

/// …and below this they are not of one yet. On the HaGRID tiles in ten variants real hands have 0.87 or more, what was
/// read from other things 0.51 to 0.64.
const MIN_NEW_PRESENCE: f32 = 0.65;

/// Hands whose longer side is shorter than this have no detail to read, in frame pixels.
const MIN_HAND_PX: f32 = 24.0;

/// Boxes around points that overlap more than this (intersection over union) are of one hand (MediaPipe's value).
const SAME_HAND: f32 = 0.5;

/// A box of which more than this lies within another one is of the same hand. Measured on the HaGRID tiles at twice
/// their size: what was read from a part of a hand lies within it by 0.80 or more, two hands by 0.5 or less.
const PART_OF_HAND: f32 = 0.7;

/// The two networks with what stands around each.
pub(crate) struct HandStages {
    pub(crate) palms: PalmDetector,
    pub(crate) points: HandLandmarker,
}

impl HandStages {
    pub(crate) fn new(models: &HandModels) -> HandStages {
        HandStages {
            palms: PalmDetector::new(Models::session(&models.palms), models.palm_outputs),
            points: HandLandmarker::new(Models::session(&models.points), models.point_outputs),
        }
    }

    /// The hand of a palm that was just detected, read again in the region that its own points give; `None` when
    /// there is none.
    pub(crate) fn new_hand(&mut self, frame: &Frame, palm: &Palm) -> Option<Hand> {
        let first = self.hand(frame, &region_of_palm(palm))?;
        let again = self.hand(frame, &region_of_points(&first.landmarks_in_frame));
        again.filter(|hand| hand.presence >= MIN_NEW_PRESENCE)
    }

    /// The hand in a region; `None` when there is none.
    fn hand(&mut self, frame: &Frame, region: &Region) -> Option<Hand> {
        let found = self.points.locate(frame, region)?;
        let bounds = Rect::around(&found.landmarks_in_frame);
        let (x, y) = bounds.center();
        let (width, height) = (frame.width() as f32, frame.height() as f32);
        let inside = x >= 0.0 && y >= 0.0 && x <= width && y <= height;
        let small = bounds.width.max(bounds.height) < MIN_HAND_PX;
        let seen = found.presence >= MIN_PRESENCE && inside && !small;
        seen.then(|| describe(found))
    }
}

pub(crate) struct HandTracker {
    pub(crate) stages: HandStages,
    tracks: Vec<Region>,
    since_palms: u32,
}

impl HandTracker {
    pub(crate) fn new(stages: HandStages) -> HandTracker {
        HandTracker {
            stages,
            tracks: Vec::with_capacity(MAX_HANDS),
            since_palms: PALMS_EVERY,
        }
    }

    /// Forgets where hands were, and looks for palms in the next frame.
    pub(crate) fn reset(&mut self) {
        self.tracks.clear();
        self.since_palms = PALMS_EVERY;
    }

    /// Looks for palms in the next frame if no hand is followed, whenever it last did.
    pub(crate) fn seek(&mut self) {
        if self.tracks.is_empty() {
            self.since_palms = PALMS_EVERY;
        }
    }

    pub(crate) fn tracked(&self) -> usize {
        self.tracks.len()
    }

    /// Hands in the next frame, the largest first.
    pub(crate) fn look(&mut self, frame: &Frame) -> Vec<Hand> {
        let mut hands: Vec<Hand> = Vec::with_capacity(MAX_HANDS + 1);
        let tracks = std::mem::take(&mut self.tracks);
        for region in &tracks {
            if let Some(hand) = self.stages.hand(frame, region) {
                add(&mut hands, hand);
            }
        }
        self.since_palms = self.since_palms.saturating_add(1);
        let lost = hands.len() < tracks.len();
        if hands.len() < MAX_HANDS && (lost || self.since_palms >= PALMS_EVERY) {
            self.since_palms = 0;
            self.notice(frame, &mut hands);
        }
        largest_first(&mut hands, MAX_HANDS);
        let regions = hands
            .iter()
            .map(|hand| region_of_points(&hand.landmarks_in_frame));
        self.tracks.extend(regions);
        hands
    }

    fn notice(&mut self, frame: &Frame, hands: &mut Vec<Hand>) {
        for palm in self.stages.palms.detect(frame) {
            if hands.len() >= MAX_HANDS {
                break;
            }
            if let Some(hand) = self.stages.new_hand(frame, &palm) {
                add(hands, hand);
            }
        }
    }
}

/// Adds a hand unless it is one of those that are there. Of two that were read from one hand (a palm was seen in its
/// bent fingers, say) the larger one stays; of two that are much the same, the first.
pub(crate) fn add(hands: &mut Vec<Hand>, hand: Hand) {
    let bounds = hand.box_in_frame();
    let (mut same, mut larger) = (false, true);
    for other in hands.iter().map(Hand::box_in_frame) {
        if other.intersection_over_union(&bounds) > SAME_HAND {
            (same, larger) = (true, false);
        } else if other.intersection_over_smaller(&bounds) > PART_OF_HAND {
            (same, larger) = (true, larger && bounds.area() > other.area());
        }
    }
    if same && larger {
        hands.retain(|other| {
            other.box_in_frame().intersection_over_smaller(&bounds) <= PART_OF_HAND
        });
    }
    if larger {
        hands.push(hand);
    }
}

pub(crate) fn largest_first(hands: &mut Vec<Hand>, most: usize) {
    hands.sort_by(|a, b| {
        let (a, b) = (a.box_in_frame().area(), b.box_in_frame().area());
        b.total_cmp(&a)
    });
    hands.truncate(most);
}
