//! Faces, hands and things to judge in tests, all built in face coordinates and put into a frame of 640 x 480.

use poze_vision::{
    Blendshape, Expressions, Face, FaceQuality, Gesture, Hand, Handedness, HeadAngles, Object,
    ObjectLabel, Observation, Point3, Rect,
};

use crate::face_space::Point2;
use crate::neutral::Neutral;
use crate::seen::{Seen, SeenFace};

const WIDTH: f32 = 640.0;
const HEIGHT: f32 = 480.0;
/// Pixels of a unit of face coordinates, at size 1.
const UNIT_PX: f32 = 110.0;

/// Where a head is and how it is turned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pose {
    pub(crate) yaw_deg: f32,
    pub(crate) roll_deg: f32,
    pub(crate) size: f32,
    /// Pixels from the usual place.
    pub(crate) shift: Point2,
}

impl Default for Pose {
    fn default() -> Pose {
        Pose {
            yaw_deg: 0.0,
            roll_deg: 0.0,
            size: 1.0,
            shift: (0.0, 0.0),
        }
    }
}

impl Pose {
    /// Frame pixels of a place in face coordinates.
    fn pixel(&self, (x, y): Point2) -> Point2 {
        let (sin, cos) = self.roll_deg.to_radians().sin_cos();
        let unit = UNIT_PX * self.size;
        (
            WIDTH / 2.0 + self.shift.0 + unit * (x * cos - y * sin),
            200.0 + self.shift.1 + unit * (x * sin + y * cos),
        )
    }

    /// The same as fractions of the frame's width.
    pub(crate) fn in_frame(&self, place: Point2) -> Point2 {
        let (x, y) = self.pixel(place);
        (x / WIDTH, y / WIDTH)
    }

    /// Of a calm face.
    pub(crate) fn landmarks(&self) -> Vec<Point3> {
        self.landmarks_of(&Scene::default())
    }

    fn landmarks_of(&self, scene: &Scene) -> Vec<Point3> {
        let mut points = vec![(0.0, 0.5, 0.0); 478];
        let half = |gap: f32, length: f32| gap * length / 2.0;
        let mut both = |left: usize, right: usize, (x, y): Point2| {
            points[left] = (x, y, 0.0);
            points[right] = (-x, y, 0.0);
        };
        both(263, 33, (0.5, 0.0));
        both(362, 133, (0.2, 0.0));
        both(425, 205, (0.43, 0.47));
        both(454, 234, (0.85, 0.1));
        both(291, 61, (scene.mouth_width / 2.0, 0.7));
        for (side, gap, lids) in [
            (1.0, scene.lid_gap.0, [[385, 380], [386, 374], [387, 373]]),
            (-1.0, scene.lid_gap.1, [[158, 153], [159, 145], [160, 144]]),
        ] {
            for [upper, lower] in lids {
                points[upper] = (side * 0.35, -half(gap, 0.3), 0.0);
                points[lower] = (side * 0.35, half(gap, 0.3), 0.0);
            }
        }
        points[4] = (0.0, 0.35, -0.2);
        points[10] = (0.0, -0.65, 0.0);
        points[152] = (0.0, 1.3, 0.0);
        points[13] = (0.0, 0.7 - scene.lip_gap / 2.0, 0.0);
        points[14] = (0.0, 0.7 + scene.lip_gap / 2.0, 0.0);
        let (sin, cos) = self.yaw_deg.to_radians().sin_cos();
        let placed = points.into_iter().map(|(x, y, z): (f32, f32, f32)| {
            // The nose, at negative z, goes to the picture's right when yaw is positive.
            let (turned_x, turned_z) = (x * cos - z * sin, x * sin + z * cos);
            let (px, py) = self.pixel((turned_x, y));
            Point3 {
                x: px,
                y: py,
                z: turned_z * UNIT_PX * self.size,
            }
        });
        placed.collect()
    }
}

/// All that is in a frame; pairs are (left, right).
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) pose: Pose,
    pub(crate) pitch_deg: f32,
    pub(crate) blink: Point2,
    /// Openings of the eyes as a part of their length.
    pub(crate) lid_gap: Point2,
    pub(crate) jaw_open: f32,
    pub(crate) lip_gap: f32,
    pub(crate) upper_lip_up: f32,
    pub(crate) smile: Point2,
    pub(crate) brows: f32,
    pub(crate) pucker: f32,
    pub(crate) mouth_width: f32,
    /// In face coordinates.
    pub(crate) hands: Option<Vec<Hand>>,
    pub(crate) objects: Option<Vec<Object>>,
}

impl Default for Scene {
    fn default() -> Scene {
        Scene {
            pose: Pose::default(),
            pitch_deg: 0.0,
            blink: (0.05, 0.05),
            lid_gap: (0.3, 0.3),
            jaw_open: 0.01,
            lip_gap: 0.01,
            upper_lip_up: 0.0,
            smile: (0.02, 0.02),
            brows: 0.05,
            pucker: 0.02,
            mouth_width: 0.57,
            hands: None,
            objects: None,
        }
    }
}

impl Scene {
    pub(crate) fn observation(&self) -> Observation {
        let mut expressions = Expressions::default();
        for (shape, value) in [
            (Blendshape::EyeBlinkLeft, self.blink.0),
            (Blendshape::EyeBlinkRight, self.blink.1),
            (Blendshape::JawOpen, self.jaw_open),
            (Blendshape::MouthUpperUpLeft, self.upper_lip_up),
            (Blendshape::MouthUpperUpRight, self.upper_lip_up),
            (Blendshape::MouthSmileLeft, self.smile.0),
            (Blendshape::MouthSmileRight, self.smile.1),
            (Blendshape::BrowInnerUp, self.brows),
            (Blendshape::BrowOuterUpLeft, self.brows),
            (Blendshape::BrowOuterUpRight, self.brows),
            (Blendshape::MouthPucker, self.pucker),
        ] {
            expressions.set(shape, value);
        }
        let landmarks_in_frame = self.pose.landmarks_of(self);
        let face = Face {
            box_in_frame: Rect::around(&landmarks_in_frame),
            presence: 1.0,
            angles: HeadAngles {
                yaw_deg: self.pose.yaw_deg,
                pitch_deg: self.pitch_deg,
                roll_deg: self.pose.roll_deg,
            },
            expressions: Some(expressions),
            quality: good(),
            covered: None,
            landmarks_in_frame,
        };
        let hands = self.hands.as_ref().map(|hands| {
            let placed = hands.iter().map(|hand| {
                let mut hand = hand.clone();
                for point in &mut hand.landmarks_in_frame {
                    (point.x, point.y) = self.pose.pixel((point.x, point.y));
                }
                hand
            });
            placed.collect()
        });
        let objects = self.objects.as_ref().map(|objects| {
            let placed = objects.iter().map(|object| {
                let Rect {
                    x,
                    y,
                    width,
                    height,
                } = object.box_in_frame;
                let (cx, cy) = self.pose.pixel((x + width / 2.0, y + height / 2.0));
                let unit = UNIT_PX * self.pose.size;
                Object {
                    box_in_frame: Rect {
                        x: cx - width * unit / 2.0,
                        y: cy - height * unit / 2.0,
                        width: width * unit,
                        height: height * unit,
                    },
                    ..object.clone()
                }
            });
            placed.collect()
        });
        Observation {
            width: WIDTH as u32,
            height: HEIGHT as u32,
            faces: vec![face],
            hands,
            objects,
        }
    }

    pub(crate) fn seen(&self, t_ms: u32) -> Seen {
        Seen::of(&self.observation(), t_ms)
    }
}

fn good() -> FaceQuality {
    FaceQuality {
        sharpness: 90.0,
        brightness: 120.0,
        contrast: 40.0,
        eye_distance_px: 90.0,
    }
}

/// An observation in a mirror: left is right, in the picture and in all names.
pub(crate) fn mirrored(observation: &Observation) -> Observation {
    let mut mirrored = observation.clone();
    let flip = |point: &mut Point3| point.x = WIDTH - point.x;
    let flip_box = |bounds: &mut Rect| bounds.x = WIDTH - bounds.x - bounds.width;
    for face in &mut mirrored.faces {
        face.landmarks_in_frame.iter_mut().for_each(flip);
        for (left, right) in LANDMARK_PAIRS {
            face.landmarks_in_frame.swap(left, right);
        }
        flip_box(&mut face.box_in_frame);
        face.angles.yaw_deg *= -1.0;
        face.angles.roll_deg *= -1.0;
        let before = face.expressions.clone().unwrap_or_default();
        let expressions = face.expressions.get_or_insert_default();
        for shape in Blendshape::ALL {
            let name = shape.name();
            let other = match name.strip_suffix("Left") {
                Some(stem) => format!("{stem}Right"),
                None => name
                    .strip_suffix("Right")
                    .map_or(name.to_owned(), |stem| format!("{stem}Left")),
            };
            let other = Blendshape::from_name(&other).unwrap();
            expressions.set(other, before.get(shape));
        }
    }
    for hand in mirrored.hands.iter_mut().flatten() {
        hand.landmarks_in_frame.iter_mut().for_each(flip);
        hand.handedness = other(hand.handedness);
    }
    for object in mirrored.objects.iter_mut().flatten() {
        flip_box(&mut object.box_in_frame);
    }
    mirrored
}

/// Those that are read, left first.
const LANDMARK_PAIRS: [(usize, usize); 11] = [
    (263, 33),
    (362, 133),
    (425, 205),
    (454, 234),
    (291, 61),
    (385, 158),
    (386, 159),
    (387, 160),
    (380, 153),
    (374, 145),
    (373, 144),
];

/// A right hand of points around its palm's middle: fingers up, length of the palm 1.
#[rustfmt::skip]
const OPEN_HAND: [Point2; 21] = [
    (0.0, 0.5),
    (0.28, 0.35), (0.45, 0.15), (0.58, -0.02), (0.7, -0.15),
    (0.25, -0.4), (0.28, -0.75), (0.3, -0.97), (0.32, -1.15),
    (0.05, -0.5), (0.05, -0.88), (0.05, -1.12), (0.05, -1.3),
    (-0.13, -0.45), (-0.15, -0.8), (-0.17, -1.02), (-0.18, -1.2),
    (-0.3, -0.35), (-0.36, -0.6), (-0.4, -0.75), (-0.43, -0.9),
];

/// An open hand whose palm is around a place in face coordinates.
pub(crate) fn open_hand(at: Point2, size: f32) -> Hand {
    hand(at, OPEN_HAND.map(|(x, y)| (x * size, y * size)))
}

/// An open hand that lies across: fingers to the picture's left, so that nothing is above or below it.
pub(crate) fn palm_over(at: Point2) -> Hand {
    hand(at, OPEN_HAND.map(|(x, y)| (y * 0.9, -x * 0.9)))
}

/// The other hand at the other side.
pub(crate) fn flipped(mut hand: Hand) -> Hand {
    for point in &mut hand.landmarks_in_frame {
        point.x = -point.x;
    }
    hand.handedness = other(hand.handedness);
    hand
}

fn other(side: Handedness) -> Handedness {
    match side {
        Handedness::Left => Handedness::Right,
        Handedness::Right => Handedness::Left,
    }
}

/// A hand that points upwards at a place with its index finger, the others bent, from below it.
pub(crate) fn pointing_at(tip: Point2) -> Hand {
    let mut points = OPEN_HAND;
    for root in [9, 13, 17] {
        for joint in 1..4 {
            let (x, y) = points[root];
            points[root + joint] = (x, y + [0.0, 0.15, 0.3, 0.35][joint]);
        }
    }
    points[3] = (0.2, 0.0);
    points[4] = (0.1, -0.1);
    let (x, y) = points[8];
    let mut hand = hand((tip.0 - x, tip.1 - y), points);
    hand.straightness = [0.1, 1.0, 0.0, 0.0, 0.0];
    hand.gesture = Some(Gesture::PointUp);
    hand
}

fn hand(at: Point2, points: [Point2; 21]) -> Hand {
    Hand {
        landmarks_in_frame: points
            .iter()
            .map(|&(x, y)| Point3 {
                x: at.0 + x,
                y: at.1 + y,
                z: 0.0,
            })
            .collect(),
        handedness: Handedness::Right,
        handedness_score: 0.95,
        presence: 0.95,
        straightness: [1.0; 5],
        gesture: Some(Gesture::OpenPalm),
        gesture_score: 0.9,
    }
}

/// A square thing around a place in face coordinates.
pub(crate) fn object(label: &str, at: Point2, side: f32) -> Object {
    Object {
        label: ObjectLabel::from_name(label).unwrap(),
        score: 0.8,
        box_in_frame: Rect {
            x: at.0 - side / 2.0,
            y: at.1 - side / 2.0,
            width: side,
            height: side,
        },
    }
}

pub(crate) fn calm_face() -> SeenFace {
    let mut face = Scene::default().seen(0).face.unwrap();
    face.angles = HeadAngles {
        yaw_deg: 2.0,
        pitch_deg: -4.0,
        roll_deg: 1.0,
    };
    face
}

pub(crate) fn seen(t_ms: u32, change: impl FnOnce(&mut SeenFace)) -> Seen {
    let mut face = calm_face();
    change(&mut face);
    Seen {
        t_ms,
        faces: 1,
        face: Some(face),
        ..Seen::default()
    }
}

pub(crate) fn neutral() -> Neutral {
    let frames: Vec<Seen> = (0..5).map(|i| seen(i * 100, |_| ())).collect();
    crate::measure_neutral(&frames).unwrap()
}
