//! Movements there and back: a nod, a shake of the head.

use std::collections::VecDeque;

use crate::catalogue::Move;
use crate::neutral::Neutral;
use crate::relation::ramp;
use crate::seen::SeenFace;

/// A movement there and back is done within this; it stays done for as long, so that it can be shown to be done.
const WITHIN_MS: u32 = 2_500;
/// Degrees below the neutral look that a nod reaches, and to each side that a shake of the head does. Half of what
/// `look-down` and two thirds of what turns ask for would be seen; quick ones are blurred at their ends.
const NOD_DEG: f32 = 8.0;
const SHAKE_DEG: f32 = 10.0;
/// A nod ends this near to where it began, as a part of its depth.
const BACK_PART: f32 = 0.4;

/// The way of a head over the last moments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    /// Time, and yaw and pitch against the neutral look, in degrees.
    points: VecDeque<(u32, f32, f32)>,
}

impl Path {
    /// Takes the face of the frame at `t_ms`, later than all before.
    pub(crate) fn take(&mut self, t_ms: u32, face: &SeenFace, neutral: &Neutral) {
        let angles = &face.angles;
        let away = (
            t_ms,
            angles.yaw_deg - neutral.yaw_deg,
            angles.pitch_deg - neutral.pitch_deg,
        );
        self.points.push_back(away);
        while let Some(&(first, ..)) = self.points.front() {
            if t_ms.saturating_sub(first) <= WITHIN_MS {
                break;
            }
            self.points.pop_front();
        }
    }

    /// How far a movement is done, 0..1; `None` for a move that is none.
    pub(crate) fn progress(&self, mv: Move) -> Option<f32> {
        match mv {
            Move::Nod => Some(self.nod()),
            Move::Shake => Some(self.shake()),
            Move::TurnLeft
            | Move::TurnRight
            | Move::LookUp
            | Move::LookDown
            | Move::TiltLeft
            | Move::TiltRight
            | Move::LeanIn
            | Move::LeanBack
            | Move::MouthOpen
            | Move::EyesClosed
            | Move::WinkLeft
            | Move::WinkRight
            | Move::BrowsUp
            | Move::Kiss
            | Move::Smile
            | Move::Sign(_)
            | Move::SignBeside(..)
            | Move::Fingers(_)
            | Move::Touch(_)
            | Move::Hold(..) => None,
        }
    }

    /// Down from somewhere, and back up to near it.
    fn nod(&self) -> f32 {
        let pitch: Vec<f32> = self.points.iter().map(|&(_, _, pitch)| pitch).collect();
        let depths = pitch.iter().enumerate().map(|(at, &low)| {
            let highest = |side: &[f32]| side.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let (before, after) = (highest(&pitch[..at]), highest(&pitch[at + 1..]));
            // From a head that hangs anyway the way down begins above the neutral look, or not at all.
            let down = (before.min(0.0) - low).min(-low);
            let back = ramp(after - low, 0.0, (1.0 - BACK_PART) * NOD_DEG.max(down));
            // Half of the way is the way down.
            let down = (down / NOD_DEG).clamp(0.0, 1.0);
            if down < 1.0 {
                down / 2.0
            } else {
                (1.0 + back) / 2.0
            }
        });
        depths.fold(0.0, f32::max)
    }

    /// To both sides, whichever first: half of it is one side.
    fn shake(&self) -> f32 {
        let yaw = || self.points.iter().map(|&(_, yaw, _)| yaw);
        let left = ramp(yaw().fold(0.0, f32::max), 0.0, SHAKE_DEG);
        let right = ramp(-yaw().fold(0.0, f32::min), 0.0, SHAKE_DEG);
        (left + right) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{calm_face, neutral};

    /// The best progress on a way of (yaw, pitch) against the neutral look, a point every 150 ms.
    fn best(mv: Move, way: &[(f32, f32)]) -> f32 {
        let mut path = Path::default();
        let scores = way.iter().zip(0u32..).map(|(&(yaw, pitch), n)| {
            let mut face = calm_face();
            face.angles.yaw_deg += yaw;
            face.angles.pitch_deg += pitch;
            path.take(n * 150, &face, &neutral());
            path.progress(mv).unwrap()
        });
        scores.fold(0.0, f32::max)
    }

    fn pitches(way: &[f32]) -> Vec<(f32, f32)> {
        way.iter().map(|&pitch| (0.0, pitch)).collect()
    }

    fn yaws(way: &[f32]) -> Vec<(f32, f32)> {
        way.iter().map(|&yaw| (yaw, 0.0)).collect()
    }

    #[test]
    fn a_nod_goes_down_and_comes_back() {
        assert_eq!(
            best(Move::Nod, &pitches(&[0.0, -4.0, -12.0, -7.0, -1.0])),
            1.0
        );
        assert_eq!(best(Move::Nod, &pitches(&[3.0, -11.0, 2.0])), 1.0, "quick");
        let down_only = best(Move::Nod, &pitches(&[0.0, -6.0, -12.0, -12.0, -12.0]));
        assert!((0.4..0.6).contains(&down_only), "{down_only}");
        let up_only = best(Move::Nod, &pitches(&[-12.0, -12.0, -4.0, 0.0]));
        assert!(up_only < 0.6, "began below: {up_only}");
        assert!(
            best(Move::Nod, &pitches(&[0.0, 10.0, 12.0, 2.0, 0.0])) < 0.3,
            "upwards"
        );
        assert!(
            best(Move::Nod, &yaws(&[0.0, 20.0, -20.0, 0.0])) < 0.1,
            "a shake"
        );
    }

    #[test]
    fn a_shake_goes_to_both_sides_and_its_mirror_is_one() {
        let way = [0.0, 8.0, 14.0, 3.0, -8.0, -12.0, 0.0];
        assert_eq!(best(Move::Shake, &yaws(&way)), 1.0);
        assert_eq!(best(Move::Shake, &yaws(&way.map(|yaw| -yaw))), 1.0);
        assert!(
            best(Move::Shake, &yaws(&[0.0, 20.0, 30.0, 2.0, 0.0])) <= 0.7,
            "one side"
        );
        assert!(
            best(Move::Shake, &pitches(&[0.0, -15.0, 10.0, 0.0])) < 0.1,
            "a nod"
        );
    }

    #[test]
    fn what_takes_too_long_is_no_movement() {
        let slow: Vec<f32> = (0..60).map(|n| 14.0 - n as f32 * 0.5).collect();
        assert!(best(Move::Shake, &yaws(&slow)) < 0.8);
    }
}
