//! Hands: palms are found (`palms`), 21 points are read in a crop around each (`points`), followed from frame to
//! frame (`tracker`), and say how the
//! fingers stand (`fingers`) and which sign that is (`gesture`).

mod fingers;
mod gesture;
mod outline;
mod palms;
mod points;
mod tracker;

pub(crate) use outline::Outline;
pub(crate) use palms::Outputs as PalmOutputs;
pub(crate) use palms::{ANCHORS, PALM_SIDE, ROW, SAME_PALM};
pub(crate) use points::{CROP_SIDE, Found, Outputs as PointOutputs};
pub(crate) use tracker::{HandStages, HandTracker, add, largest_first};
pub use tracker::{MAX_HANDS, PALMS_EVERY};

use crate::geometry::{Point3, Rect};

/// Points of a hand: the wrist, then four of each finger from the palm to the tip, thumb first (MediaPipe's order).
pub const HAND_POINTS: usize = 21;

/// Whose side the hand is on: the person's own, whatever a mirrored preview shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Handedness {
    /// The person's left hand.
    Left,
    /// The person's right hand.
    Right,
}

/// A sign made with one hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Gesture {
    /// Index and middle finger up and apart.
    Peace,
    /// A fist with the thumb up.
    ThumbsUp,
    /// Four fingers straight, the thumb not across the palm, seen from its face or its back.
    OpenPalm,
    /// All fingers bent.
    Fist,
    /// The index finger alone, upwards.
    PointUp,
    /// Thumb and index finger form a ring, the others are straight.
    Ok,
    /// Index and little finger up.
    Horns,
    /// Thumb and little finger out.
    CallMe,
}

impl Gesture {
    /// All of them.
    pub const ALL: [Gesture; 8] = [
        Gesture::Peace,
        Gesture::ThumbsUp,
        Gesture::OpenPalm,
        Gesture::Fist,
        Gesture::PointUp,
        Gesture::Ok,
        Gesture::Horns,
        Gesture::CallMe,
    ];

    /// The public kebab-case id.
    pub const fn id(self) -> &'static str {
        match self {
            Gesture::Peace => "peace",
            Gesture::ThumbsUp => "thumbs-up",
            Gesture::OpenPalm => "open-palm",
            Gesture::Fist => "fist",
            Gesture::PointUp => "point-up",
            Gesture::Ok => "ok",
            Gesture::Horns => "horns",
            Gesture::CallMe => "call-me",
        }
    }
}

/// One hand, as far as can be seen.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Hand {
    /// [`HAND_POINTS`] points in frame pixels; z has the same scale, smaller is nearer, 0 at the wrist.
    pub landmarks_in_frame: Vec<Point3>,
    /// The person's own side.
    pub handedness: Handedness,
    /// How sure the network is of the side, 0.5..1.
    pub handedness_score: f32,
    /// How sure the network is that there is a hand, 0.5..1.
    pub presence: f32,
    /// How straight each finger is, thumb first: 0 bent, 1 straight.
    pub straightness: [f32; 5],
    /// The sign, if it is one.
    pub gesture: Option<Gesture>,
    /// How clearly the hand makes the sign, 0..1; 0 without one.
    pub gesture_score: f32,
}

impl Hand {
    /// Around all its points, in frame pixels; may reach beyond the frame.
    pub fn box_in_frame(&self) -> Rect {
        Rect::around(&self.landmarks_in_frame)
    }

    /// How many fingers are shown, 0 to 5: those that are straight rather than bent.
    pub fn fingers_shown(&self) -> u8 {
        self.straightness
            .iter()
            .map(|finger| u8::from(*finger >= 0.5))
            .sum()
    }

    /// How clearly [`Hand::fingers_shown`] are shown, 0..1: 1 when each finger is either straight or bent, 0 when one
    /// of them is just between. A thumb that lies beside a flat hand is between.
    pub fn fingers_score(&self) -> f32 {
        let clear = self.straightness.map(|finger| (finger - 0.5).abs() * 2.0);
        clear.into_iter().fold(1.0, f32::min)
    }
}

/// What is said about the points that the network saw.
pub(crate) fn describe(found: Found) -> Hand {
    let straightness = fingers::straightness(&found.landmarks_in_frame);
    let (gesture, gesture_score) = gesture::read(&found.landmarks_in_frame, &straightness);
    Hand {
        landmarks_in_frame: found.landmarks_in_frame,
        handedness: found.handedness,
        handedness_score: found.handedness_score,
        presence: found.presence,
        straightness,
        gesture,
        gesture_score,
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
