//! The eyes by themselves, in the shape of analyzer.d.ts.

use std::collections::BTreeMap;

use poze_protocol::Code;
use poze_vision::{Face, Frame, PixelFormat};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::error::Failure;
use crate::events::to_js;
use crate::sight::load_models;

/// Looks at pixels in the calling thread.
pub(crate) struct FaceAnalyzer(poze_vision::Analyzer);

#[derive(Serialize)]
struct Point {
    x: f32,
    y: f32,
    z: f32,
}

#[derive(Serialize)]
struct Box {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

#[derive(Serialize)]
struct SeenFace {
    landmarks: Vec<Point>,
    r#box: Box,
    yaw: f32,
    pitch: f32,
    roll: f32,
    expressions: BTreeMap<&'static str, f32>,
}

#[derive(Serialize)]
struct Quality {
    sharpness: f32,
    brightness: f32,
    contrast: f32,
}

#[derive(Serialize)]
struct Analysis {
    faces: Vec<SeenFace>,
    quality: Option<Quality>,
}

impl FaceAnalyzer {
    /// # Errors
    /// When a model is missing or damaged.
    pub(crate) fn new(models: &JsValue) -> Result<FaceAnalyzer, Failure> {
        Ok(FaceAnalyzer(poze_vision::Analyzer::new(&load_models(
            models,
        )?)))
    }

    /// # Errors
    /// When the pixels do not fit the size.
    pub(crate) fn analyze(
        &mut self,
        pixels: &[u8],
        width: u32,
        height: u32,
    ) -> Result<JsValue, Failure> {
        let frame = Frame::new(pixels, width, height, PixelFormat::Rgba8)
            .map_err(|error| Failure::because(Code::BadConfiguration, error.to_string()))?;
        let seen = self.0.analyze(&frame);
        let quality = seen.faces.first().map(|face| Quality {
            sharpness: face.quality.sharpness,
            brightness: face.quality.brightness,
            contrast: face.quality.contrast,
        });
        let faces = seen.faces.iter().map(shape).collect();
        Ok(to_js(&Analysis { faces, quality }))
    }
}

fn shape(face: &Face) -> SeenFace {
    let landmarks = face.landmarks_in_frame.iter();
    SeenFace {
        landmarks: landmarks
            .map(|&poze_vision::Point3 { x, y, z }| Point { x, y, z })
            .collect(),
        r#box: Box {
            x: face.box_in_frame.x,
            y: face.box_in_frame.y,
            width: face.box_in_frame.width,
            height: face.box_in_frame.height,
        },
        yaw: face.angles.yaw_deg,
        pitch: face.angles.pitch_deg,
        roll: face.angles.roll_deg,
        expressions: face
            .expressions
            .iter()
            .map(|(shape, value)| (shape.name(), value))
            .collect(),
    }
}
