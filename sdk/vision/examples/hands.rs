//! What the analyzer says about hands in pictures, as JSON on stdout, one line a picture:
//! `cargo run --release -p poze-vision --example hands -- [--variants] [--stream] PICTURE.jpg|.png|DIR|INDEX.csv ...`
//!
//! A CSV names pictures in its column `file`, relative to itself; its other columns are repeated in the answer.
//! `--variants` also looks at each picture mirrored, at half and twice the size, and turned by 20 degrees both ways.
//! `--stream` takes the pictures, in the order of their names, as frames of one stream.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use poze_vision::{Analyzer, Covered, Frame, Hand, ModelFiles, Models, Observation, PixelFormat};
use serde_json::{Value, json};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let (mut variants, mut stream, mut pictures) = (false, false, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--variants" => variants = true,
            "--stream" => stream = true,
            path => pictures.extend(listed(Path::new(path))?),
        }
    }
    let mut analyzer = Analyzer::new(&models()?);
    for (path, columns) in &pictures {
        let picture = Picture::read(path)?;
        let all: &[Variant] = if variants { &VARIANTS } else { &VARIANTS[..1] };
        for variant in all {
            let picture = (variant.of)(&picture);
            let frame = Frame::new(
                &picture.rgb,
                picture.width,
                picture.height,
                PixelFormat::Rgb8,
            )?;
            let seen = if stream {
                analyzer.analyze(&frame)
            } else {
                analyzer.analyze_still(&frame)
            };
            let mut line = json!(columns);
            line["picture"] = path.display().to_string().into();
            line["variant"] = variant.name.into();
            line["faces"] = faces(&seen);
            line["hands"] = seen.hands.iter().flatten().map(hand).collect();
            println!("{line}");
        }
    }
    Ok(())
}

fn models() -> Result<Models, Failure> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let read = |name: &str| std::fs::read(dir.join(name));
    Ok(Models::load(&ModelFiles {
        face_detector: &read("face_detector.tflite")?,
        face_landmarks: &read("face_landmarks_detector.tflite")?,
        face_blendshapes: &read("face_blendshapes.tflite")?,
        hand_palms: Some(&read("palm_detection_lite.tflite")?),
        hand_landmarks: Some(&read("hand_landmark_lite.tflite")?),
        ..ModelFiles::default()
    })?)
}

fn faces(seen: &Observation) -> Value {
    let face = |face: &poze_vision::Face| {
        let b = face.box_in_frame;
        let points = face.landmarks_in_frame.iter().map(|p| [p.x, p.y]);
        json!({
            "box": [b.x, b.y, b.width, b.height],
            "presence": face.presence,
            "covered": face.covered.map(covered),
            "landmarks": points.collect::<Vec<_>>(),
        })
    };
    seen.faces.iter().map(face).collect()
}

fn covered(covered: Covered) -> Value {
    json!({
        "left_eye": covered.left_eye,
        "right_eye": covered.right_eye,
        "nose": covered.nose,
        "mouth": covered.mouth,
        "left_cheek": covered.left_cheek,
        "right_cheek": covered.right_cheek,
        "forehead": covered.forehead,
        "chin": covered.chin,
    })
}

fn hand(hand: &Hand) -> Value {
    let points: Vec<[f32; 3]> = hand
        .landmarks_in_frame
        .iter()
        .map(|p| [p.x, p.y, p.z])
        .collect();
    json!({
        "side": format!("{:?}", hand.handedness),
        "side_score": hand.handedness_score,
        "presence": hand.presence,
        "straightness": hand.straightness,
        "fingers": hand.fingers_shown(),
        "fingers_score": hand.fingers_score(),
        "gesture": hand.gesture.map(|gesture| gesture.id()),
        "gesture_score": hand.gesture_score,
        "points": points,
    })
}

/// Pictures with what is said about them.
type Listed = Vec<(PathBuf, BTreeMap<String, String>)>;

fn listed(path: &Path) -> Result<Listed, Failure> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if path.is_dir() {
        let entries: Result<Vec<_>, _> = std::fs::read_dir(path)?.collect();
        let mut files: Vec<PathBuf> = entries?.iter().map(|entry| entry.path()).collect();
        files.sort();
        return Ok(files
            .into_iter()
            .map(|file| (file, BTreeMap::new()))
            .collect());
    }
    if extension != "csv" {
        return Ok(vec![(path.into(), BTreeMap::new())]);
    }
    let text = std::fs::read_to_string(path)?;
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let mut pictures = Listed::new();
    for line in lines {
        let columns: BTreeMap<String, String> = names
            .iter()
            .zip(line.split(','))
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        let file = columns.get("file").ok_or("the CSV has no column `file`")?;
        pictures.push((path.with_file_name("").join(file), columns));
    }
    Ok(pictures)
}

struct Picture {
    rgb: Vec<u8>,
    width: u32,
    height: u32,
}

impl Picture {
    fn read(path: &Path) -> Result<Picture, Failure> {
        let bytes = std::fs::read(path)?;
        if bytes.starts_with(b"\x89PNG") {
            return Picture::from_png(&bytes);
        }
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&bytes), options);
        let rgb = decoder
            .decode()
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let (width, height) = decoder.dimensions().ok_or("a picture without a size")?;
        Ok(Picture {
            rgb,
            width: u32::try_from(width)?,
            height: u32::try_from(height)?,
        })
    }

    fn from_png(bytes: &[u8]) -> Result<Picture, Failure> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info()?;
        let mut pixels = vec![0; reader.output_buffer_size().ok_or("too large")?];
        let info = reader.next_frame(&mut pixels)?;
        let channels = info.color_type.samples();
        let rgb = pixels
            .chunks_exact(channels)
            .flat_map(|pixel| match channels {
                3 | 4 => [pixel[0], pixel[1], pixel[2]],
                _ => [pixel[0]; 3],
            })
            .collect();
        Ok(Picture {
            rgb,
            width: info.width,
            height: info.height,
        })
    }

    /// Another picture whose pixel (x, y) is this one's at `from(x, y)`: bilinear, the edge repeated beyond it.
    fn under(&self, (width, height): (u32, u32), from: impl Fn(f32, f32) -> (f32, f32)) -> Picture {
        let (last_x, last_y) = ((self.width - 1) as f32, (self.height - 1) as f32);
        let mut rgb = Vec::with_capacity((width * height * 3) as usize);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = from(x as f32, y as f32);
                let (u, v) = (u.clamp(0.0, last_x), v.clamp(0.0, last_y));
                for channel in 0..3 {
                    let at = |x: f32, y: f32| {
                        let (x, y) = (x.min(last_x) as usize, y.min(last_y) as usize);
                        f32::from(self.rgb[(y * self.width as usize + x) * 3 + channel])
                    };
                    let (a, b) = (u.fract(), v.fract());
                    let upper = at(u, v) * (1.0 - a) + at(u + 1.0, v) * a;
                    let lower = at(u, v + 1.0) * (1.0 - a) + at(u + 1.0, v + 1.0) * a;
                    rgb.push((upper * (1.0 - b) + lower * b).round() as u8);
                }
            }
        }
        Picture { rgb, width, height }
    }

    fn mirrored(&self) -> Picture {
        let last = (self.width - 1) as f32;
        self.under((self.width, self.height), |x, y| (last - x, y))
    }

    fn scaled(&self, by: f32) -> Picture {
        let size = |side: u32| (side as f32 * by).round().max(16.0) as u32;
        self.under((size(self.width), size(self.height)), |x, y| {
            ((x + 0.5) / by - 0.5, (y + 0.5) / by - 0.5)
        })
    }

    fn turned(&self, clockwise_deg: f32) -> Picture {
        let (sin, cos) = clockwise_deg.to_radians().sin_cos();
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        self.under((self.width, self.height), |x, y| {
            let (x, y) = (x - middle_x, y - middle_y);
            (x * cos + y * sin + middle_x, y * cos - x * sin + middle_y)
        })
    }
}

struct Variant {
    name: &'static str,
    of: fn(&Picture) -> Picture,
}

const VARIANTS: [Variant; 10] = [
    Variant {
        name: "as-is",
        of: |p| p.scaled(1.0),
    },
    Variant {
        name: "mirrored",
        of: |p| p.mirrored(),
    },
    Variant {
        name: "half",
        of: |p| p.scaled(0.5),
    },
    Variant {
        name: "double",
        of: |p| p.scaled(2.0),
    },
    Variant {
        name: "plus-20",
        of: |p| p.turned(20.0),
    },
    Variant {
        name: "minus-20",
        of: |p| p.turned(-20.0),
    },
    Variant {
        name: "mirrored-half",
        of: |p| p.mirrored().scaled(0.5),
    },
    Variant {
        name: "mirrored-double",
        of: |p| p.mirrored().scaled(2.0),
    },
    Variant {
        name: "mirrored-plus-20",
        of: |p| p.mirrored().turned(20.0),
    },
    Variant {
        name: "mirrored-minus-20",
        of: |p| p.mirrored().turned(-20.0),
    },
];
