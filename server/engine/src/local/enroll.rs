//! A photo becomes a reference, or is refused with the reason that helps to take a better one.

use poze_liveness::BRIGHTNESS_MIN;
use poze_vision::{Covered, EMBEDDING_MODEL_ID, Face};

use super::eyes::{Eyes, frame_of};
use crate::{EnrollError, Limits, Reference, decode};

/// Another face whose box is at least this part of the largest one's height makes it unclear who is meant. Faces in
/// the background are smaller.
const COMPARABLE: f32 = 0.5;
/// Outer eye corners at least this far apart, in pixels of the photo: the embedding's own input shows them 57 apart. The
/// same pictures made smaller have an FNMR of 9 % at 74 pixels, 10 % at 45, 11 % at 23 to 30 and 26 % at 16.
const EYE_DISTANCE_MIN_PX: f32 = 40.0;
/// Largest turn away from the camera, degrees. On 7,178 ordered pairs of LFW's pictures of one person, the first one as
/// the reference, the FNMR at the default threshold is 6.5 % up to 30 degrees of yaw, and 20 % of 30 beyond 40;
const YAW_MAX_DEG: f32 = 30.0;
/// it is 5.4 % up to 10 degrees of pitch, 8.6 % up to 20 and 15 % up to 30.
const PITCH_MAX_DEG: f32 = 20.0;
/// More than is asked of a frame, since a reference is taken once and used for years. With 260 pictures of LFW blurred to a
/// median sharpness of 95, 30, 11 and 3 the FNMR against another picture of the person is 10, 14, 30 and 87 % (9 % as they
/// were; these pairs are the harder ones).
const REFERENCE_SHARPNESS_MIN: f32 = 20.0;
/// Less than what a frame may have. The same pictures made brighter, to a median of 197, 234 and 247, have an FNMR of 15, 52
/// and 83 %; made darker, to 44, 25 and 12, they have 13, 21 and 64 %.
const REFERENCE_BRIGHTNESS_MAX: f32 = 215.0;
/// Most of an eye, the nose or the mouth that may lie behind a hand. Embeddings of faces behind a drawn hand lie beyond the
/// default threshold in more than one of twenty pairs (see the slack of hidden faces in `findings::matching`).
const COVERED_MAX: f32 = 0.5;
/// Embeddings are of upright faces, so this only refuses photos that lie on their side.
const ROLL_MAX_DEG: f32 = 45.0;

/// The reference of a photo.
pub(super) fn enroll(eyes: &mut Eyes, photo: &[u8]) -> Result<Reference, EnrollError> {
    let picture = decode(photo, &Limits::REFERENCE)?;
    let frame = frame_of(&picture)?;
    let analyzer = eyes.for_photos().map_err(|_| EnrollError::Lost)?;
    let seen = analyzer.analyze_still(&frame);
    let face = the_one(&seen.faces)?;
    good_enough(face)?;
    let embedding = analyzer
        .embed_with_mirror(&frame, face)
        .ok_or(EnrollError::NoFace)?;
    let bytes = embedding
        .as_slice()
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    Ok(Reference {
        model: EMBEDDING_MODEL_ID.to_owned(),
        bytes,
    })
}

/// The largest face, if no other comes near it.
fn the_one(largest_first: &[Face]) -> Result<&Face, EnrollError> {
    let (face, others) = largest_first.split_first().ok_or(EnrollError::NoFace)?;
    let comparable =
        |other: &Face| other.box_in_frame.height >= COMPARABLE * face.box_in_frame.height;
    if others.iter().any(comparable) {
        Err(EnrollError::MultipleFaces)
    } else {
        Ok(face)
    }
}

fn good_enough(face: &Face) -> Result<(), EnrollError> {
    let (quality, angles) = (&face.quality, &face.angles);
    if quality.eye_distance_px < EYE_DISTANCE_MIN_PX {
        return Err(EnrollError::FaceTooSmall);
    }
    if quality.brightness < BRIGHTNESS_MIN {
        return Err(EnrollError::TooDark);
    }
    if quality.brightness > REFERENCE_BRIGHTNESS_MAX {
        return Err(EnrollError::TooBright);
    }
    let facing = angles.yaw_deg.abs() <= YAW_MAX_DEG
        && angles.pitch_deg.abs() <= PITCH_MAX_DEG
        && angles.roll_deg.abs() <= ROLL_MAX_DEG;
    if !facing {
        return Err(EnrollError::Turned);
    }
    if quality.sharpness < REFERENCE_SHARPNESS_MIN {
        return Err(EnrollError::Blurred);
    }
    if face.covered.as_ref().is_some_and(is_covered) {
        return Err(EnrollError::Covered);
    }
    Ok(())
}

/// Whether a hand hides what tells people apart.
fn is_covered(covered: &Covered) -> bool {
    let parts = [
        covered.left_eye,
        covered.right_eye,
        covered.nose,
        covered.mouth,
    ];
    parts.into_iter().any(|share| share >= COVERED_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_vision::{Expressions, FaceQuality, HeadAngles, Rect};

    fn face(height: f32) -> Face {
        Face {
            landmarks_in_frame: Vec::new(),
            box_in_frame: Rect {
                x: 0.0,
                y: 0.0,
                width: 0.8 * height,
                height,
            },
            presence: 1.0,
            angles: HeadAngles::default(),
            expressions: Some(Expressions::default()),
            quality: FaceQuality {
                sharpness: 80.0,
                brightness: 120.0,
                contrast: 40.0,
                eye_distance_px: 90.0,
            },
            covered: None,
        }
    }

    #[test]
    fn a_face_in_the_background_is_not_somebody_else() {
        let alone = [face(200.0)];
        assert_eq!(the_one(&alone).unwrap(), &alone[0]);
        let passer_by = [face(200.0), face(90.0)];
        assert_eq!(the_one(&passer_by).unwrap(), &passer_by[0]);
        assert!(matches!(
            the_one(&[face(200.0), face(120.0)]),
            Err(EnrollError::MultipleFaces)
        ));
        assert!(matches!(the_one(&[]), Err(EnrollError::NoFace)));
    }

    #[test]
    fn poor_photos_are_refused_with_what_is_wrong() {
        let spoiled = |spoil: fn(&mut Face)| {
            let mut face = face(200.0);
            spoil(&mut face);
            good_enough(&face)
        };
        assert!(spoiled(|_| ()).is_ok());
        assert!(matches!(
            spoiled(|f| f.quality.eye_distance_px = 30.0),
            Err(EnrollError::FaceTooSmall)
        ));
        let code = |spoil: fn(&mut Face)| spoiled(spoil).unwrap_err().code().id();
        assert_eq!(code(|f| f.quality.brightness = 20.0), "reference_too_dark");
        assert_eq!(
            code(|f| f.quality.brightness = 245.0),
            "reference_too_bright"
        );
        assert_eq!(code(|f| f.quality.sharpness = 5.0), "reference_blurred");
        assert_eq!(code(|f| f.angles.yaw_deg = -40.0), "reference_turned");
        assert_eq!(code(|f| f.angles.roll_deg = 80.0), "reference_turned");
        let hand = |mouth: f32| {
            let mut face = face(200.0);
            face.covered = Some(Covered {
                mouth,
                chin: 1.0,
                ..Covered::default()
            });
            good_enough(&face)
        };
        assert!(hand(0.2).is_ok());
        assert!(matches!(hand(0.6), Err(EnrollError::Covered)));
    }
}
