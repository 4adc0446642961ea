//! Files from strangers: an error or a model that runs, never a panic, never unbounded memory or time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::cases::{CASES, Case};
use poze_nn::{LoadError, Model, Session, limits};

/// Loads the bytes, runs whatever loads, and says whether it loaded.
fn survives(bytes: &[u8], what: &str) -> bool {
    let outcome = catch_unwind(AssertUnwindSafe(|| match Model::from_tflite(bytes) {
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
        Ok(model) => {
            let mut session = Session::new(Arc::new(model));
            session.run();
            true
        }
    }));
    outcome.unwrap_or_else(|_| panic!("panicked: {what}"))
}

fn small_cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter().filter(|case| case.name.starts_with("ops_"))
}

/// The generator of `cases::noise` as integers.
struct Random(u32);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % limit
    }
}

#[test]
fn nothing_and_noise() {
    for bytes in [
        &[][..],
        b"TFL3",
        &[0; 8],
        &[0xff; 64],
        b"\0\0\0\0TFL3",
        b"\x08\0\0\0TFL3\0\0\0\0",
    ] {
        assert!(Model::from_tflite(bytes).is_err());
    }
    assert_eq!(
        Model::from_tflite(b"GIF89a__________").err(),
        Some(LoadError::NotTflite)
    );
    let huge = vec![0; limits::MAX_FILE_BYTES + 1];
    assert_eq!(
        Model::from_tflite(&huge).err(),
        Some(LoadError::TooLarge("file"))
    );
}

#[test]
fn truncated_files() {
    for case in CASES {
        let len = case.model.len();
        let mut lengths: Vec<usize> = (0..len.min(200)).collect();
        lengths.extend((1..100).map(|i| len * i / 100));
        lengths.extend((1..100).map(|i| len.saturating_sub(16 * i)));
        let loaded = lengths
            .iter()
            .filter(|&&l| survives(&case.model[..l], case.name))
            .count();
        // A file may end in bytes that nothing refers to (padding, a zip of metadata), but not in many.
        assert!(
            loaded * 8 < lengths.len(),
            "{}: {loaded} truncated files loaded",
            case.name
        );
    }
}

#[test]
fn flipped_bytes() {
    let mut random = Random(17);
    let mut refused = 0;
    for case in small_cases() {
        for round in 0..3000 {
            let mut bytes = case.model.to_vec();
            for _ in 0..1 + round % 3 {
                let at = random.below(bytes.len());
                bytes[at] = match random.below(4) {
                    0 => 0,
                    1 => 0xff,
                    2 => bytes[at] ^ (1 << random.below(8)),
                    _ => random.below(256) as u8,
                };
            }
            refused += usize::from(!survives(&bytes, &format!("{} round {round}", case.name)));
        }
    }
    assert!(refused > 100, "{refused} of the files were refused");
}

/// Every aligned word of a small file in turn becomes something extreme: lengths, offsets, indexes, sizes.
#[test]
fn extreme_words() {
    let case = small_cases().min_by_key(|case| case.model.len()).unwrap();
    for at in (0..case.model.len() - 4).step_by(4) {
        for word in [
            0_u32,
            1,
            2,
            0x7fff_ffff,
            0x8000_0000,
            0xffff_ffff,
            0xffff_fff0,
            0x0001_0000,
            0x0100,
        ] {
            let mut bytes = case.model.to_vec();
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
            survives(&bytes, &format!("{} at {at}: {word:#x}", case.name));
        }
    }
}

/// The published networks are larger: seeded positions in their first and last bytes, where the tables are.
#[test]
fn flipped_bytes_of_published_networks() {
    let mut random = Random(23);
    for case in CASES.iter().filter(|case| !case.name.starts_with("ops_")) {
        for round in 0..150 {
            let mut bytes = case.model.to_vec();
            let region = 60_000.min(bytes.len());
            let at = random.below(region);
            let at = if round % 2 == 0 {
                at
            } else {
                bytes.len() - 1 - at
            };
            bytes[at] ^= 1 << random.below(8);
            survives(&bytes, &format!("{} at {at}", case.name));
        }
    }
}
