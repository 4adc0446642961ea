//! Memory does not grow over 10,000 frames, with somebody in them and without, and pictures of nothing show nothing. In
//! a file of its own, since the allocator that counts is that of the whole process.
#![allow(clippy::unwrap_used)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};

use poze_vision::{
    Analyzer, Frame, FrameError, ModelFiles, Models, Observation, PixelFormat, Wants,
};
use zune_core::bytestream::ZCursor;
use zune_jpeg::JpegDecoder;

struct Counting;

static LIVE_BYTES: AtomicIsize = AtomicIsize::new(0);

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE_BYTES.fetch_add(layout.size() as isize, Relaxed);
        // SAFETY: the caller's promises are those that the system asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE_BYTES.fetch_sub(layout.size() as isize, Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn models() -> Models {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let read = |name: &str| std::fs::read(dir.join(name)).unwrap();
    Models::load(&ModelFiles {
        face_detector: &read("face_detector.tflite"),
        face_landmarks: &read("face_landmarks_detector.tflite"),
        face_blendshapes: &read("face_blendshapes.tflite"),
        hand_palms: Some(&read("palm_detection_lite.tflite")),
        hand_landmarks: Some(&read("hand_landmark_lite.tflite")),
        objects: Some(&read("object_nanodet.tflite")),
        ..ModelFiles::default()
    })
    .unwrap()
}

/// Grey noise from a linear congruential generator.
fn noise(bytes: usize, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

/// RGB pixels of one size.
struct Picture {
    pixels: Vec<u8>,
    width: u32,
    height: u32,
}

impl Picture {
    fn nothing(pixels: Vec<u8>) -> Picture {
        Picture {
            pixels,
            width: 64,
            height: 48,
        }
    }

    /// A woman with a hand before her face.
    fn hand_before_face() -> Picture {
        let mut decoder = JpegDecoder::new(ZCursor::new(include_bytes!(
            "pictures/hand_before_face.jpg"
        )));
        let pixels = decoder.decode().unwrap();
        let (width, height) = decoder.dimensions().unwrap();
        Picture {
            pixels,
            width: width as u32,
            height: height as u32,
        }
    }

    /// A part of it that begins `x` pixels further right: the same scene, not the same frame.
    fn starting_at(&self, x: u32) -> Frame<'_> {
        let stride = self.width as usize * 3;
        Frame::with_stride(
            &self.pixels[x as usize * 3..],
            self.width - 8,
            self.height,
            PixelFormat::Rgb8,
            stride,
        )
        .unwrap()
    }
}

/// Looks at `frames` of a scene that moves to and fro by some pixels; what was seen in the last one.
fn look(analyzer: &mut Analyzer, scene: &Picture, frames: u32, hands: bool) -> Observation {
    analyzer.want(Wants {
        hands,
        expressions: true,
        objects_every: Some(500),
    });
    let mut seen = None;
    for n in 0..frames {
        seen = Some(analyzer.analyze(&scene.starting_at((n % 8).abs_diff(4))));
    }
    seen.unwrap()
}

/// One test, so that nothing else allocates meanwhile.
#[test]
fn nothing_is_seen_in_nothing_and_memory_does_not_grow() {
    let mut analyzer = Analyzer::new(&models());
    for (width, height) in [(16, 16), (17, 900), (640, 480), (7680, 4320)] {
        let bytes = width as usize * height as usize * 3;
        for pixels in [vec![0; bytes], vec![255; bytes], noise(bytes, width)] {
            let frame = Frame::new(&pixels, width, height, PixelFormat::Rgb8).unwrap();
            let seen = analyzer.analyze(&frame);
            let nothing = seen.faces.is_empty()
                && seen.hands == Some(Vec::new())
                && seen.objects == Some(Vec::new());
            assert!(nothing, "{width}x{height}: {seen:?}");
        }
    }
    let one = Frame::new(&[0; 3], 1, 1, PixelFormat::Rgb8).unwrap_err();
    assert_eq!(
        one,
        FrameError::TooSmall {
            width: 1,
            height: 1
        }
    );

    let [grey, black] = [noise(64 * 48 * 3, 1), vec![0; 64 * 48 * 3]].map(Picture::nothing);
    let person = Picture::hand_before_face();
    // Who comes and goes is noticed, followed and lost; hands cost most, so that they are looked for in a part.
    let mut turns = |count: u32| {
        for _ in 0..count {
            let seen = look(&mut analyzer, &person, 30, true);
            assert_eq!(
                (seen.faces.len(), seen.hands.map(|hands| hands.len())),
                (1, Some(1))
            );
            look(&mut analyzer, &grey, 70, true);
            look(&mut analyzer, &person, 30, false);
            look(&mut analyzer, &black, 120, false);
        }
    };
    turns(1);
    let before = LIVE_BYTES.load(Relaxed);
    turns(40);
    let grown = LIVE_BYTES.load(Relaxed) - before;
    assert!(grown <= 0, "{grown} bytes more after 10,000 frames");
}
