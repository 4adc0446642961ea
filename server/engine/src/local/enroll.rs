//! A photo becomes a reference, or is refused with the reason that helps to take a better one.

use poze_liveness::{BRIGHTNESS_MAX, BRIGHTNESS_MIN, SHARPNESS_MIN};
use poze_vision::{EMBEDDING_MODEL_ID, Face, Wants};

use super::eyes::{Eyes, frame_of};
use crate::{EnrollError, Limits, Reference, decode};

/// Another face whose box is at least this part of the largest one's height makes it unclear who is meant. Faces in
/// the background are smaller.
const COMPARABLE: f32 = 0.5;
/// Outer eye corners at least this far apart, in pixels of the photo: the embedding's own input shows them 57 apart.
const EYE_DISTANCE_MIN_PX: f32 = 40.0;
/// Largest turn away from the camera, degrees.
const YAW_MAX_DEG: f32 = 30.0;
/// Cameras stand higher and lower than faces.
const PITCH_MAX_DEG: f32 = 30.0;
/// Embeddings are of upright faces, so this only refuses photos that lie on their side.
const ROLL_MAX_DEG: f32 = 45.0;

/// What a reference is about.
const WHO_IT_IS: Wants = Wants {
    hands: false,
    expressions: false,
    objects_every: None,
};

/// The reference of a photo.
pub(super) fn enroll(eyes: &mut Eyes, photo: &[u8]) -> Result<Reference, EnrollError> {
    let picture = decode(photo, &Limits::REFERENCE)?;
    let frame = frame_of(&picture)?;
    eyes.faces.key.want(WHO_IT_IS);
    let seen = eyes.faces.key.analyze_still(&frame);
    let face = the_one(&seen.faces)?;
    good_enough(face)?;
    let embedding = eyes
        .faces
        .key
        .embed(&frame, face)
        .ok_or(EnrollError::Quality)?;
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
    let lit = (BRIGHTNESS_MIN..=BRIGHTNESS_MAX).contains(&quality.brightness);
    let facing = angles.yaw_deg.abs() <= YAW_MAX_DEG
        && angles.pitch_deg.abs() <= PITCH_MAX_DEG
        && angles.roll_deg.abs() <= ROLL_MAX_DEG;
    if lit && facing && quality.sharpness >= SHARPNESS_MIN {
        Ok(())
    } else {
        Err(EnrollError::Quality)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_vision::{FaceQuality, HeadAngles, Rect};

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
            expressions: None,
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
        let poor: [fn(&mut Face); 5] = [
            |f| f.quality.brightness = 20.0,
            |f| f.quality.brightness = 245.0,
            |f| f.quality.sharpness = 5.0,
            |f| f.angles.yaw_deg = -40.0,
            |f| f.angles.roll_deg = 80.0,
        ];
        for spoil in poor {
            assert!(matches!(spoiled(spoil), Err(EnrollError::Quality)));
        }
    }
}
