//! Is what turns here flat? While a head turns, the nearer parts of a face pass before the farther ones; those of a
//! picture of a face, moved however it may be, stay where a plane has them.
//!
//! The landmark network alone cannot tell: it was taught faces, and reads a head into a picture that is turned away. So
//! the turned picture is rectified first, as if it were flat: brought back by the homography that takes the landmarks of
//! the frontal frame to those of the turned one. A flat picture then looks as it did in the frontal frame, and so do
//! its landmarks; the better, the more often that is done, since the first homography rests on landmarks that were read
//! in the turned picture. A head does not: its nose still points away.

use poze_vision::{Analyzer, Face, FaceRegion, Point3};

use super::eyes::frame_of;
use crate::Picture;
use crate::facts::ReliefFacts;
use crate::geometry::{Homography, homography_residual};

/// How often a picture is rectified. Of swung photos the residual hardly falls any more after the second time.
const ROUNDS: usize = 2;
/// A head that turns by less shows no relief that could be told from what the network gets wrong, degrees.
const TURN_MIN_DEG: f32 = 8.0;
/// Side of the rectified picture, pixels; the landmark network's own input has 256.
const SIDE: u32 = 256;

/// Remembers the frames of a step in which the head is turned furthest to each side, up and down.
#[derive(Default)]
pub(super) struct Turns {
    /// To the left and right of the picture.
    yaw: Extremes,
    /// Down and up.
    pitch: Extremes,
}

#[derive(Default)]
struct Extremes {
    least: Option<View>,
    most: Option<View>,
}

struct View {
    angle_deg: f32,
    picture: Picture,
    face: Face,
}

impl Turns {
    /// The next frame with a face.
    pub(super) fn see(&mut self, picture: &Picture, face: &Face) {
        self.yaw.see(face.angles.yaw_deg, picture, face);
        self.pitch.see(face.angles.pitch_deg, picture, face);
    }

    /// The relief that the largest turn shows. `None` where nothing turned, or what turned cannot be read. What
    /// `analyzer` follows stays as it is.
    pub(super) fn relief(&self, analyzer: &mut Analyzer) -> Option<ReliefFacts> {
        let pairs = [&self.yaw, &self.pitch]
            .into_iter()
            .filter_map(Extremes::pair);
        let turn = |(a, b): &(&View, &View)| (b.angle_deg - a.angle_deg).abs();
        let largest = pairs.max_by(|a, b| turn(a).total_cmp(&turn(b)))?;
        let turn_deg = turn(&largest);
        if turn_deg < TURN_MIN_DEG {
            return None;
        }
        let (a, b) = largest;
        let (frontal, turned) = if a.angle_deg.abs() <= b.angle_deg.abs() {
            (a, b)
        } else {
            (b, a)
        };
        Some(ReliefFacts {
            turn_deg,
            residual: residual(analyzer, frontal, turned)?,
        })
    }
}

impl Extremes {
    fn see(&mut self, angle_deg: f32, picture: &Picture, face: &Face) {
        let view = || {
            Some(View {
                angle_deg,
                picture: picture.clone(),
                face: face.clone(),
            })
        };
        // An angle that is no number is neither less nor more.
        if self.least.as_ref().is_none_or(|v| angle_deg < v.angle_deg) {
            self.least = view();
        }
        if self.most.as_ref().is_none_or(|v| angle_deg > v.angle_deg) {
            self.most = view();
        }
    }

    fn pair(&self) -> Option<(&View, &View)> {
        self.least.as_ref().zip(self.most.as_ref())
    }
}

/// How far the landmarks of the turned face, rectified, are from those of any flat picture of the frontal one: root mean
/// square, as a part of the frontal face's width.
fn residual(analyzer: &mut Analyzer, frontal: &View, turned: &View) -> Option<f32> {
    let bounds = &frontal.face.box_in_frame;
    // In the rectified picture the frontal face stands in the middle and fills half of it.
    let half = SIDE as f32 / 2.0;
    let scale = half / bounds.width.max(bounds.height);
    let (cx, cy) = bounds.center();
    let place = |(x, y): (f32, f32)| ((x - cx) * scale + half, (y - cy) * scale + half);
    let wanted: Vec<(f32, f32)> = flat(&frontal.face.landmarks_in_frame)
        .into_iter()
        .map(place)
        .collect();
    let region = FaceRegion::after(&Face {
        landmarks_in_frame: wanted
            .iter()
            .map(|&(x, y)| Point3 { x, y, z: 0.0 })
            .collect(),
        ..frontal.face.clone()
    });
    let mut in_turned = flat(&turned.face.landmarks_in_frame);
    let mut residual = None;
    for _ in 0..ROUNDS {
        let turned_from_rectified = Homography::fit(&wanted, &in_turned)?;
        let picture = rectified(&turned.picture, &turned_from_rectified);
        let read = analyzer.landmarks_in(&frame_of(&picture).ok()?, &region)?;
        let read = flat(&read);
        residual = homography_residual(&read, &wanted);
        in_turned = read
            .into_iter()
            .map(|p| turned_from_rectified.apply(p))
            .collect();
    }
    Some(residual? as f32 / (bounds.width * scale))
}

fn flat(points: &[Point3]) -> Vec<(f32, f32)> {
    points.iter().map(|p| (p.x, p.y)).collect()
}

/// What a flat picture would look like from where the frontal frame was taken: bilinear, the picture's edge beyond it.
fn rectified(picture: &Picture, picture_from_rectified: &Homography) -> Picture {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let mut rgb = Vec::with_capacity((SIDE * SIDE * 3) as usize);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (u, v) = picture_from_rectified.apply((x as f32, y as f32));
            // `max` first: it turns what is not a number into an edge.
            let (u, v) = (
                u.max(0.0).min((width - 1) as f32),
                v.max(0.0).min((height - 1) as f32),
            );
            let (left, top) = (u as usize, v as usize);
            let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
            let (du, dv) = (u - left as f32, v - top as f32);
            let pixel = |x: usize, y: usize| &picture.rgb[(y * width + x) * 3..][..3];
            let upper = (pixel(left, top), pixel(right, top));
            let lower = (pixel(left, bottom), pixel(right, bottom));
            for c in 0..3 {
                let between = |row: (&[u8], &[u8])| {
                    f32::from(row.0[c]) * (1.0 - du) + f32::from(row.1[c]) * du
                };
                rgb.push((between(upper) * (1.0 - dv) + between(lower) * dv).round() as u8);
            }
        }
    }
    Picture {
        width: SIDE,
        height: SIDE,
        rgb,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_vision::{Expressions, FaceQuality, HeadAngles, Rect};

    use crate::local::sets::Sets;

    fn face(yaw_deg: f32, pitch_deg: f32) -> Face {
        let oval = (0..478).map(|n| {
            let turn = n as f32 * 0.37;
            let reach = 20.0 + 30.0 * (n as f32 / 478.0);
            Point3 {
                x: 80.0 + reach * turn.cos(),
                y: 80.0 + reach * turn.sin(),
                z: 0.0,
            }
        });
        let landmarks_in_frame: Vec<Point3> = oval.collect();
        Face {
            box_in_frame: Rect::around(&landmarks_in_frame),
            landmarks_in_frame,
            presence: 1.0,
            angles: HeadAngles {
                yaw_deg,
                pitch_deg,
                roll_deg: 0.0,
            },
            expressions: Some(Expressions::default()),
            quality: FaceQuality::default(),
            covered: None,
        }
    }

    fn picture() -> Picture {
        Picture {
            width: 160,
            height: 160,
            rgb: (0..160 * 160 * 3).map(|n| (n * 13 % 256) as u8).collect(),
        }
    }

    #[test]
    fn the_largest_turn_counts_and_small_ones_show_nothing() {
        let sets = Sets::new(None).unwrap();
        let mut analyzer = Analyzer::new(sets.faces());
        let mut turns = Turns::default();
        assert_eq!(turns.relief(&mut analyzer), None);
        for (yaw, pitch) in [(0.0, 0.0), (4.0, 2.0), (f32::NAN, 0.0), (7.0, -3.0)] {
            turns.see(&picture(), &face(yaw, pitch));
        }
        assert_eq!(turns.relief(&mut analyzer), None);
        turns.see(&picture(), &face(-3.0, 12.0));
        let relief = turns.relief(&mut analyzer).unwrap();
        assert_eq!(relief.turn_deg, 15.0);
        assert!(relief.residual.is_finite());
    }

    #[test]
    fn rectifying_undoes_a_homography() {
        let from = [
            (0.0, 0.0),
            (255.0, 0.0),
            (255.0, 255.0),
            (0.0, 255.0),
            (128.0, 0.0),
            (255.0, 128.0),
            (128.0, 255.0),
            (0.0, 128.0),
        ];
        let to = from.map(|(x, y)| (20.0 + x * 0.4, 30.0 + y * 0.3));
        let smooth = Picture {
            rgb: (0..160 * 160)
                .flat_map(|n| [(n % 160) as u8, (n / 160) as u8, 7])
                .collect(),
            ..picture()
        };
        let seen = rectified(&smooth, &Homography::fit(&from, &to).unwrap());
        let pixel = |x: usize, y: usize| &seen.rgb[(y * SIDE as usize + x) * 3..][..3];
        assert_eq!(pixel(0, 0), [20, 30, 7]);
        assert_eq!(pixel(100, 200), [60, 90, 7]);
    }
}
