//! The pictures that are looked at: read once, within bounds.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use poze_engine::{Limits, Picture, decode};
use poze_vision::{Frame, MIN_SIDE, PixelFormat};
use serde_json::{Value, json};

/// As large as a reference photo may be, as small as the models take.
const LIMITS: Limits = Limits {
    min_side: MIN_SIDE,
    ..Limits::REFERENCE
};
/// Files that are read, in the order of their names.
const FILES_MAX: usize = 200;
/// Pixels of all pictures together: 180 MB.
const PIXELS_MAX: u64 = 60_000_000;

/// Decoded pictures.
pub(super) struct Pictures {
    all: Vec<Picture>,
    /// Files of the folder that are not among them.
    pub(super) left_out: usize,
}

impl Pictures {
    /// Reads the files of a folder, not of folders in it. What is no picture within the limits is said on stderr.
    pub(super) fn read(dir: &Path) -> Result<Pictures> {
        let entries =
            std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
        let mut files = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.is_file() {
                files.push(path);
            }
        }
        files.sort();
        let (mut all, mut pixels) = (Vec::new(), 0);
        for file in files.iter().take(FILES_MAX) {
            match picture(file) {
                Ok(picture) if pixels + area(&picture) > PIXELS_MAX => {
                    eprintln!(
                        "enough pixels: {} and what follows is left out",
                        file.display()
                    );
                    break;
                }
                Ok(picture) => {
                    pixels += area(&picture);
                    all.push(picture);
                }
                Err(error) => eprintln!("left out: {}: {error:#}", file.display()),
            }
        }
        ensure!(
            !all.is_empty(),
            "no picture in {} can be read",
            dir.display()
        );
        Ok(Pictures {
            left_out: files.len() - all.len(),
            all,
        })
    }

    /// How many there are; at least one.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Picture> {
        self.all.iter()
    }

    /// How many of which size.
    pub(super) fn report(&self) -> Value {
        let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
        for picture in &self.all {
            let size = format!("{}x{}", picture.width, picture.height);
            *sizes.entry(size).or_default() += 1;
        }
        json!({ "used": self.all.len(), "left_out": self.left_out, "sizes": sizes })
    }
}

/// A picture as the models take it.
pub(super) fn frame_of(picture: &Picture) -> Result<Frame<'_>> {
    let Picture { width, height, rgb } = picture;
    Ok(Frame::new(rgb, *width, *height, PixelFormat::Rgb8)?)
}

fn area(picture: &Picture) -> u64 {
    u64::from(picture.width) * u64::from(picture.height)
}

fn picture(file: &Path) -> Result<Picture> {
    let bytes = std::fs::metadata(file)?.len();
    ensure!(bytes <= LIMITS.max_bytes as u64, "the file is too large");
    let picture = decode(&std::fs::read(file)?, &LIMITS)?;
    frame_of(&picture)?;
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::bench::composed::tests::jpeg_of;

    #[test]
    fn what_is_no_picture_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
        put("a.jpg", &jpeg_of(64, 48));
        put("b.jpg", b"no picture");
        put("c.jpg", &jpeg_of(64, 48)[..200]);
        put("d.jpg", b"");
        put("e.png", &jpeg_of(80, 48));
        std::fs::create_dir(dir.path().join("f.jpg")).unwrap();
        let pictures = Pictures::read(dir.path()).unwrap();
        assert_eq!((pictures.len(), pictures.left_out), (2, 3));
        assert_eq!(
            pictures.report()["sizes"],
            json!({ "64x48": 1, "80x48": 1 })
        );
    }
}
