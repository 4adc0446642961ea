//! Evidence as the widget would send it, made of pictures.
//!
//! Each step shows one picture, drifting by a few pixels from frame to frame as a head does, so that no two frames are
//! the same file and the face is followed as in a real run: track frames at the capture plan's interval and size, and
//! key frames at theirs, encoded as JPEG.

use std::collections::BTreeMap;

use jpeg_encoder::{ColorType, Encoder};
use poze_engine::{EvidenceFrame, Limits, Picture, StepEvidence, inspect};
use poze_liveness::{ModelGroup, Move, Side, Touch};
use poze_protocol::FrameKind;
use poze_vision::Gesture;

use super::pictures::Pictures;
use crate::run::view::CAPTURE;

/// What is sent.
pub(super) struct Plan {
    /// Of each step.
    pub(super) track_frames: u32,
    /// Of each step.
    pub(super) key_frames: u8,
    /// The moves of each step; none in a neutral look.
    pub(super) steps: &'static [&'static [Move]],
}

impl Plan {
    /// The default run: a poze of the default pack, nine of ten of whose steps look for hands. 26 track frames are 3.9 s,
    /// as long as people take to read, move and hold.
    pub(super) const USUAL: Plan = Plan {
        track_frames: 26,
        key_frames: CAPTURE.key_frames,
        steps: &[
            &[],
            &[Move::Sign(Gesture::Peace), Move::TurnLeft],
            &[
                Move::SignBeside(Gesture::Fist, Side::Right),
                Move::MouthOpen,
            ],
            &[Move::Touch(Touch::CoverLeftEye)],
        ],
    };
    /// Ten frames, in all of which hands are looked for.
    pub(super) const TEN: Plan = Plan {
        track_frames: 8,
        key_frames: 2,
        steps: &[&[Move::Touch(Touch::CoverMouth)]],
    };

    /// Of all steps.
    pub(super) fn frames(&self) -> usize {
        self.steps.len() * (self.track_frames as usize + usize::from(self.key_frames))
    }

    /// In how many of them hands are looked for.
    pub(super) fn frames_with_hands(&self) -> usize {
        let needs = |moves: &&&[Move]| {
            moves
                .iter()
                .any(|mv| mv.needs().contains(&ModelGroup::Hands))
        };
        self.frames() / self.steps.len() * self.steps.iter().filter(needs).count()
    }
}

/// Runs that are made beforehand and taken in turn: 90 frames and some 2 MB each.
const RUNS_MAX: usize = 8;
/// As the widget encodes: 0.7 and 0.88 of a canvas.
pub(super) const TRACK_QUALITY: u8 = 70;
pub(super) const KEY_QUALITY: u8 = 88;
/// How far a picture drifts to one side and back, in pixels of the frame and one a frame: across, and down.
const DRIFT_PX: (u32, u32) = (8, 7);

/// Runs of as many different pictures as there are, up to [`RUNS_MAX`].
pub(super) fn compose(pictures: &Pictures, plan: &Plan) -> Vec<Vec<StepEvidence>> {
    let fits = |picture: &&Picture| fits(picture);
    let fitting: Vec<&Picture> = pictures.iter().filter(fits).collect();
    let steps = plan.steps.len();
    let runs = fitting.len().div_ceil(steps).min(RUNS_MAX);
    let of_run = |run: usize| {
        let of_step = |n: usize| step(n as u8, fitting[(run * steps + n) % fitting.len()], plan);
        (0..steps).map(of_step).collect::<Option<Vec<_>>>()
    };
    (0..runs).filter_map(of_run).collect()
}

/// Whether both kinds of frames made of it are within the verifier's limits.
fn fits(picture: &Picture) -> bool {
    let within = |side: u32, limits: &Limits| {
        let (width, height) = scaled(picture, side);
        width.min(height) >= limits.min_side
    };
    within(CAPTURE.key_side_px, &Limits::KEY) && within(CAPTURE.track_side_px, &Limits::TRACK)
}

/// One step: its key frames lie over the second half, where a move is held.
fn step(n: u8, picture: &Picture, plan: &Plan) -> Option<StepEvidence> {
    let begin_ms = u32::from(n) * plan.track_frames * CAPTURE.track_interval_ms;
    let keys = u32::from(plan.key_frames);
    let mut frames = Vec::new();
    for at in 0..plan.track_frames {
        let t_ms = begin_ms + at * CAPTURE.track_interval_ms;
        frames.push((FrameKind::Track, t_ms));
        let key = at
            .checked_sub(plan.track_frames / 2)
            .filter(|key| *key < keys);
        frames.extend(key.map(|_| (FrameKind::Key, t_ms + CAPTURE.track_interval_ms / 3)));
    }
    let encode = |(at, (kind, t_ms)): (u32, (FrameKind, u32))| {
        let (side, quality) = match kind {
            FrameKind::Track => (CAPTURE.track_side_px, TRACK_QUALITY),
            FrameKind::Key => (CAPTURE.key_side_px, KEY_QUALITY),
        };
        let bytes = jpeg(&drifted(picture, side, at), quality)?;
        Some(EvidenceFrame { kind, t_ms, bytes })
    };
    let frames = (0..).zip(frames).map(encode).collect::<Option<_>>()?;
    Some(StepEvidence { n, frames })
}

/// Width and height with this longer side; never enlarged.
fn scaled(picture: &Picture, side: u32) -> (u32, u32) {
    let longer = picture.width.max(picture.height);
    let part =
        |length: u32| (u64::from(length) * u64::from(side.min(longer)) / u64::from(longer)) as u32;
    (part(picture.width).max(1), part(picture.height).max(1))
}

/// Frame number `at` of the picture at this size: moved to and fro, edges repeated, each pixel the mean of those that it
/// covers.
fn drifted(picture: &Picture, side: u32, at: u32) -> Picture {
    let (width, height) = scaled(picture, side);
    let scale = picture.width as f32 / width as f32;
    let moved = |most: u32| (at % (2 * most)).abs_diff(most) as f32 * scale;
    let (dx, dy) = (moved(DRIFT_PX.0), moved(DRIFT_PX.1));
    let taps = scale.ceil().clamp(1.0, 8.0) as u32;
    let along = |at: u32, tap: u32, moved: f32, length: u32| {
        let place = (at as f32 + (tap as f32 + 0.5) / taps as f32) * scale + moved;
        place.clamp(0.0, length as f32 - 1.0) as usize
    };
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        let rows: Vec<usize> = (0..taps)
            .map(|tap| along(y, tap, dy, picture.height))
            .collect();
        for x in 0..width {
            let mut sum = [0u32; 3];
            for column in (0..taps).map(|tap| along(x, tap, dx, picture.width)) {
                for row in &rows {
                    let at = (row * picture.width as usize + column) * 3;
                    for (sum, value) in sum.iter_mut().zip(&picture.rgb[at..at + 3]) {
                        *sum += u32::from(*value);
                    }
                }
            }
            rgb.extend(sum.map(|sum| (sum / (taps * taps)) as u8));
        }
    }
    Picture { width, height, rgb }
}

fn jpeg(picture: &Picture, quality: u8) -> Option<Vec<u8>> {
    let (width, height) = (
        u16::try_from(picture.width).ok()?,
        u16::try_from(picture.height).ok()?,
    );
    let mut bytes = Vec::new();
    let encoder = Encoder::new(&mut bytes, quality);
    encoder
        .encode(&picture.rgb, width, height, ColorType::Rgb)
        .ok()?;
    Some(bytes)
}

/// How many frames of a kind have which size.
pub(super) fn sizes(runs: &[Vec<StepEvidence>], kind: FrameKind) -> BTreeMap<String, usize> {
    let limits = match kind {
        FrameKind::Track => Limits::TRACK,
        FrameKind::Key => Limits::KEY,
    };
    let mut sizes = BTreeMap::new();
    let frames = runs.iter().flatten().flat_map(|step| &step.frames);
    for frame in frames.filter(|frame| frame.kind == kind) {
        if let Ok((width, height)) = inspect(&frame.bytes, &limits) {
            *sizes.entry(format!("{width}x{height}")).or_default() += 1;
        }
    }
    sizes
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Picture {
        let pixel = |n: u32| [(n % 251) as u8, (n / width) as u8, 90];
        Picture {
            width,
            height,
            rgb: (0..width * height).flat_map(pixel).collect(),
        }
    }

    pub(in crate::commands::bench) fn jpeg_of(width: u32, height: u32) -> Vec<u8> {
        jpeg(&picture(width, height), 80).unwrap()
    }

    pub(in crate::commands::bench) fn folder(sizes: &[(u32, u32)]) -> Pictures {
        let dir = tempfile::tempdir().unwrap();
        for (n, (width, height)) in sizes.iter().enumerate() {
            std::fs::write(
                dir.path().join(format!("{n}.jpg")),
                jpeg_of(*width, *height),
            )
            .unwrap();
        }
        Pictures::read(dir.path()).unwrap()
    }

    #[test]
    fn a_run_is_what_the_capture_plan_asks_for() {
        let pictures = folder(&[
            (800, 600),
            (300, 300),
            (100, 100),
            (640, 480),
            (480, 640),
            (640, 480),
        ]);
        let plan = Plan::USUAL;
        let runs = compose(&pictures, &plan);
        // Five pictures fit, four make a run.
        assert_eq!(runs.len(), 2);
        for run in &runs {
            assert_eq!(
                run.iter().map(|step| step.n).collect::<Vec<_>>(),
                [0, 1, 2, 3]
            );
            let frames: Vec<_> = run.iter().flat_map(|step| &step.frames).collect();
            let track: Vec<u32> = frames
                .iter()
                .filter(|f| f.kind == FrameKind::Track)
                .map(|f| f.t_ms)
                .collect();
            assert_eq!(track.len(), 4 * plan.track_frames as usize);
            assert!(
                track
                    .windows(2)
                    .all(|w| w[1] - w[0] == CAPTURE.track_interval_ms)
            );
            assert_eq!(
                frames.len() - track.len(),
                4 * usize::from(CAPTURE.key_frames)
            );
            assert_eq!(frames.len(), plan.frames());
            assert!(frames.windows(2).all(|w| w[0].bytes != w[1].bytes));
        }
        let key = sizes(&runs, FrameKind::Key).into_iter().collect::<Vec<_>>();
        let expected = [("300x300", 8), ("480x640", 4), ("640x480", 20)];
        assert_eq!(key, expected.map(|(size, count)| (size.to_owned(), count)));
    }

    #[test]
    fn ten_frames_are_ten_and_each_shows_hands() {
        let runs = compose(&folder(&[(640, 480)]), &Plan::TEN);
        let frames: usize = runs[0].iter().map(|step| step.frames.len()).sum();
        assert_eq!(
            (frames, Plan::TEN.frames(), Plan::TEN.frames_with_hands()),
            (10, 10, 10)
        );
        assert_eq!(
            Plan::USUAL.frames_with_hands(),
            3 * Plan::USUAL.frames() / 4
        );
    }

    #[test]
    fn small_pictures_are_not_enlarged_and_too_small_ones_make_no_run() {
        assert_eq!(scaled(&picture(300, 200), 640), (300, 200));
        assert_eq!(scaled(&picture(1280, 720), 640), (640, 360));
        assert!(compose(&folder(&[(100, 100), (640, 100)]), &Plan::USUAL).is_empty());
    }
}
