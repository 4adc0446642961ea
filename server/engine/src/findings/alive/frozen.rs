//! A picture that stands still, re-encoded or with noise put on top: nobody's head does.

use super::Part;
use crate::FrameFacts;
use crate::geometry::centroid;

/// How far the middle of the landmarks strays (standard deviation), as a part of the face's width, in a picture that
/// stands still. Measured over 8 frames (1.05 s) wherever they begin: still pictures with noise, or saved anew for
/// every frame, 0.0002 to 0.0014 for three faces and up to 0.0024 for one that is 60 pixels wide; living faces never
/// below 0.0082 (about 280 such stretches of four people, who were not asked to hold still).
const STILL: f64 = 0.0025;
/// How long a living head may be as still as that. Nobody was seen to be so for 1 s.
const STILL_MAX_MS: f64 = 1500.0;

/// Score: by the longest time without movement, 0.5 at [`STILL_MAX_MS`].
pub(super) fn find(faces: &[&FrameFacts]) -> Part {
    let mut longest_ms = 0;
    for (n, first) in faces.iter().enumerate() {
        let (mut count, mut sum, mut squares) = (0.0, (0.0, 0.0), 0.0);
        let origin = centroid(&first.points);
        for frame in &faces[n..] {
            let (x, y) = centroid(&frame.points);
            let (x, y) = (x - origin.0, y - origin.1);
            count += 1.0;
            sum = (sum.0 + x, sum.1 + y);
            squares += x * x + y * y;
            let variance = squares / count - (sum.0 * sum.0 + sum.1 * sum.1) / (count * count);
            if variance.max(0.0).sqrt() > STILL * f64::from(first.face_width) {
                break;
            }
            longest_ms = longest_ms.max(frame.t_ms().saturating_sub(first.t_ms()));
        }
    }
    let score = 1.0 - 0.5 * f64::from(longest_ms) / STILL_MAX_MS;
    Part {
        score,
        detail: format!("still for {longest_ms} ms"),
    }
}
