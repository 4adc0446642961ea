//! What was done? Observations of a face and the moves that were asked for go in; hints and progress (in the
//! browser) or a judgement (on the server) come out. Also the catalogue of moves and the draw.
//!
//! Pure: times are arguments (milliseconds on the page's clock), randomness is an argument. The browser's guides
//! ([`NeutralGuide`], [`StepGuide`]) and the server's judgement ([`measure_held_neutral`], [`judge_step`]) share every
//! measure and threshold, so that what the guide accepts the server accepts too.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod alone;
mod catalogue;
mod draw;
mod expression;
mod face_space;
mod guide;
mod hand_in_face;
mod hint;
mod judge;
mod measure;
mod neutral;
mod path;
#[cfg(test)]
mod properties;
mod relation;
mod seen;
#[cfg(test)]
mod testing;
mod watch;

pub use alone::{judge_against, judge_alone};
pub use catalogue::{Fingers, Measured, ModelGroup, Move, Place, Prop, Side, Step, Tag, Touch};
pub use draw::{
    DrawError, DrawRules, Drawn, REMEMBERED_MAX, count_pozes, draw, possible_steps, redraw,
    rules_that_can_be_kept, visit_pozes,
};
pub use expression::SeenExpression;
pub use face_space::{FaceSpace, Point2};
pub use guide::{MoveProgress, NeutralGuide, Progress, StepGuide};
pub use hint::{BRIGHTNESS_MAX, BRIGHTNESS_MIN, GuideLimits, Hint, SHARPNESS_MIN};
pub use judge::{MoveJudgement, StepJudgement, judge_step};
pub use neutral::{Neutral, NeutralError, measure_held_neutral, measure_neutral};
pub use seen::{Seen, SeenFace, SeenHand, SeenObject};
