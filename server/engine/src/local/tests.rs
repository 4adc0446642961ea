use std::sync::Arc;

use super::*;
use crate::{FindingKind, FrameFacts, PictureError, RunStep};

fn frame_of_bytes(t_ms: u32, kind: FrameKind, bytes: &[u8]) -> EvidenceFrame {
    EvidenceFrame {
        kind,
        t_ms,
        bytes: bytes.to_vec(),
    }
}

/// A grey picture of a size.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let data = vec![128; (width * height * 3) as usize];
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&data)
        .unwrap();
    bytes
}

fn step(frames: Vec<EvidenceFrame>) -> StepEvidence {
    StepEvidence { n: 0, frames }
}

fn grey_step() -> StepEvidence {
    let (key, track) = (png_of(640, 480), png_of(320, 240));
    let mut frames: Vec<_> = (0..6)
        .map(|n| frame_of_bytes(n * 150, FrameKind::Track, &track))
        .collect();
    frames.push(frame_of_bytes(750, FrameKind::Key, &key));
    step(frames)
}

#[tokio::test]
async fn an_empty_room_is_examined_and_concluded() {
    let engine = LocalEngine::new(1).unwrap();
    let evidence = grey_step();
    engine.check(&evidence).unwrap();
    let reference = crate::fake::reference();
    let facts = engine.examine(evidence, &[], &reference).await.unwrap();
    assert_eq!(facts.frames.len(), 7);
    assert!(
        facts
            .frames
            .iter()
            .all(|f| f.seen.face.is_none() && f.points.is_empty() && f.embedding.is_none())
    );
    assert_eq!(
        facts
            .frames
            .iter()
            .map(FrameFacts::t_ms)
            .collect::<Vec<_>>(),
        [0, 150, 300, 450, 600, 750, 750]
    );
    let run_steps = [RunStep {
        moves: Vec::new(),
        hold_ms: 600,
        revealed_ms: 0,
        received_ms: 900,
        facts,
    }];
    let run = Run {
        steps: &run_steps,
        reference: &reference,
        track_gap_max_ms: 400,
        earlier: &[],
    };
    let findings = engine.conclude(&run).findings;
    let score = |kind| findings.iter().find(|f| f.kind == kind).unwrap().score;
    for kind in [
        FindingKind::Face,
        FindingKind::Neutral,
        FindingKind::Take,
        FindingKind::Alive,
        FindingKind::Match,
    ] {
        assert_eq!(score(kind), 0.0, "{kind:?}");
    }
}

#[tokio::test]
async fn frames_that_were_not_asked_for_are_refused() {
    let engine = LocalEngine::new(1).unwrap();
    let (key, track) = (png_of(640, 480), png_of(320, 240));
    let frame = |t_ms, kind: FrameKind| {
        let bytes = if kind == FrameKind::Key { &key } else { &track };
        frame_of_bytes(t_ms, kind, bytes)
    };
    let (k, t) = (FrameKind::Key, FrameKind::Track);
    let many = |kind, count: usize| (0..count).map(move |n| (n as u32 * 10, kind));
    let every = |ms: u32, count: usize| (0..count as u32).map(move |n| (n * ms, t));
    let cases: Vec<(&str, Vec<(u32, FrameKind)>)> = vec![
        ("nothing", vec![]),
        ("no key frame", vec![(0, t), (150, t)]),
        ("no track", vec![(0, k)]),
        ("backwards", vec![(150, t), (0, t), (200, k)]),
        ("two at once", vec![(0, t), (0, t), (0, k)]),
        (
            "too many key frames",
            many(k, MAX_KEY_FRAMES + 1).chain([(500, t)]).collect(),
        ),
        (
            "too many track frames",
            every(150, MAX_TRACK_FRAMES + 1)
                .chain([(20_000, k)])
                .collect(),
        ),
        (
            "a hundred within a second",
            every(10, MAX_TRACK_FRAMES).chain([(2000, k)]).collect(),
        ),
        (
            "after the end of every run",
            vec![(0, t), (150, t), (4_294_000_000, t), (4_294_000_001, k)],
        ),
    ];
    for (name, frames) in cases {
        let evidence = step(
            frames
                .into_iter()
                .map(|(t_ms, kind)| frame(t_ms, kind))
                .collect(),
        );
        assert!(
            matches!(engine.check(&evidence), Err(ExamineError::Frames)),
            "{name}"
        );
        let examined = engine
            .examine(evidence, &[], &crate::fake::reference())
            .await;
        assert!(matches!(examined, Err(ExamineError::Frames)), "{name}");
    }
}

#[tokio::test]
async fn a_bad_picture_anywhere_refuses_the_step() {
    let engine = LocalEngine::new(1).unwrap();
    let large = png_of(400, 300);
    for (bytes, expected) in [
        (&b""[..], PictureError::Type),
        (&png_of(320, 240)[..90], PictureError::Damaged),
        (&png_of(90, 90)[..], PictureError::TooSmall),
        (&large[..], PictureError::TooLarge),
    ] {
        let mut evidence = grey_step();
        evidence.frames[3].bytes = bytes.to_vec();
        assert!(
            matches!(engine.check(&evidence), Err(ExamineError::Picture(e)) if e == expected),
            "{expected:?}"
        );
        let examined = engine
            .examine(evidence, &[], &crate::fake::reference())
            .await;
        assert!(
            matches!(examined, Err(ExamineError::Picture(e)) if e == expected),
            "{expected:?}"
        );
    }
}

#[tokio::test]
async fn photos_without_anybody_are_no_references() {
    let engine = LocalEngine::new(1).unwrap();
    let enrolled = engine.enroll(png_of(300, 300)).await;
    assert!(matches!(enrolled, Err(EnrollError::NoFace)));
    let enrolled = engine.enroll(png_of(300, 100)).await;
    assert!(matches!(
        enrolled,
        Err(EnrollError::Picture(PictureError::TooSmall))
    ));
    let enrolled = engine.enroll(b"%PDF-1.7".to_vec()).await;
    assert!(matches!(
        enrolled,
        Err(EnrollError::Picture(PictureError::Type))
    ));
}

#[tokio::test]
async fn more_than_fits_is_refused_as_busy_and_the_rest_is_done() {
    let engine = Arc::new(LocalEngine::new(1).unwrap());
    let photo = png_of(500, 500);
    let all: Vec<_> = (0..40)
        .map(|_| {
            let (engine, photo) = (Arc::clone(&engine), photo.clone());
            tokio::spawn(async move { engine.enroll(photo).await })
        })
        .collect();
    let (mut busy, mut done) = (0, 0);
    for one in all {
        match one.await.unwrap() {
            Err(EnrollError::Busy) => busy += 1,
            Err(EnrollError::NoFace) => done += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(
        busy > 0 && done > 0 && busy + done == 40,
        "{busy} busy, {done} done"
    );
}

#[tokio::test]
async fn hands_and_things_are_looked_for_where_a_move_needs_them() {
    use poze_liveness::{Place, Prop, Touch};
    let engine = LocalEngine::new(1).unwrap();
    let touch = Move::Touch(Touch::CoverMouth);
    let hold = |prop| Move::Hold(prop, Place::Head);
    let reference = crate::fake::reference();
    for (moves, hands, objects) in [
        (vec![], false, false),
        (vec![Move::TurnLeft], false, false),
        (vec![touch], true, false),
        (vec![hold(Prop::Cup)], false, true),
        (vec![Move::TurnLeft], false, false),
        (vec![touch, hold(Prop::Shoe)], true, true),
    ] {
        let facts = engine.examine(grey_step(), &moves, &reference).await;
        let frames = facts.unwrap().frames;
        assert!(
            frames.iter().all(|f| f.seen.hands.is_some() == hands),
            "{moves:?}"
        );
        let times = |kind| {
            let of_kind = frames.iter().filter(move |f| f.kind == kind);
            let looked = of_kind.filter(|f| f.seen.objects.is_some());
            looked.map(FrameFacts::t_ms).collect::<Vec<_>>()
        };
        let (key, track) = if objects {
            (vec![750], vec![0, 450, 750])
        } else {
            (vec![], vec![])
        };
        assert_eq!(
            (times(FrameKind::Key), times(FrameKind::Track)),
            (key, track),
            "{moves:?}"
        );
    }
}
