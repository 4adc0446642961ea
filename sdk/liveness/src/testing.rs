//! Faces to judge in tests.

use poze_vision::{FaceQuality, HeadAngles};

use crate::neutral::Neutral;
use crate::seen::{Seen, SeenFace};

pub(crate) fn calm_face() -> SeenFace {
    SeenFace {
        height_in_frame: 0.5,
        centre_in_frame: (0.5, 0.5),
        angles: HeadAngles {
            yaw_deg: 2.0,
            pitch_deg: -4.0,
            roll_deg: 1.0,
        },
        eyes_closed: 0.1,
        mouth_open: 0.02,
        brows_up: 0.1,
        smile: 0.05,
        quality: FaceQuality {
            sharpness: 90.0,
            brightness: 120.0,
            contrast: 40.0,
            eye_distance_px: 90.0,
        },
    }
}

pub(crate) fn seen(t_ms: u32, change: impl FnOnce(&mut SeenFace)) -> Seen {
    let mut face = calm_face();
    change(&mut face);
    Seen {
        t_ms,
        faces: 1,
        face: Some(face),
    }
}

pub(crate) fn neutral() -> Neutral {
    let frames: Vec<Seen> = (0..5).map(|i| seen(i * 100, |_| ())).collect();
    crate::measure_neutral(&frames).unwrap()
}
