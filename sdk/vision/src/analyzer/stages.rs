//! Stages by themselves, for callers that need no more than one of them or measure what each costs.

use super::Analyzer;
use crate::frame::Frame;
use crate::geometry::{Point3, Region};
use crate::hands::{Hand, MAX_HANDS};
use crate::landmarks::{region_of_detection, region_of_landmarks};
use crate::observation::Face;
use crate::sample::Border;

/// A square of the frame, turned as the head is, in which a face fills two thirds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceRegion(Region);

impl FaceRegion {
    /// Where the landmarks of a face would be looked for in the frame after the one in which it was seen.
    pub fn after(face: &Face) -> FaceRegion {
        FaceRegion(region_of_landmarks(&face.landmarks_in_frame))
    }
}

impl Analyzer {
    /// The detector alone: where in the whole frame faces seem to be, the surest first. What is tracked stays as it is.
    pub fn detect_faces(&mut self, frame: &Frame) -> Vec<FaceRegion> {
        let Some(faces) = &mut self.faces else {
            return Vec::new();
        };
        let detections = faces.stages.detector.detect(frame);
        let regions = detections.iter().map(region_of_detection).map(FaceRegion);
        regions.collect()
    }

    /// The landmarks alone: 478 points in frame pixels, also where there is no face; `None` when the network answers
    /// with something that is not a number, or without the models. What is tracked stays as it is.
    pub fn landmarks_in(&mut self, frame: &Frame, region: &FaceRegion) -> Option<Vec<Point3>> {
        let stages = &mut self.faces.as_mut()?.stages;
        let found = stages.landmarker.locate(frame, &region.0, Border::Edge)?;
        Some(found.landmarks_in_frame)
    }

    /// Palms alone and the points of each hand found by them: what a frame costs in which hands are looked for afresh.
    /// At most [`MAX_HANDS`], the surest first; `None` without the models. What is tracked stays as it is.
    pub fn find_hands(&mut self, frame: &Frame) -> Option<Vec<Hand>> {
        let stages = &mut self.hands.as_mut()?.stages;
        let palms = stages.palms.detect(frame);
        let hand = |palm| stages.new_hand(frame, palm);
        Some(palms.iter().filter_map(hand).take(MAX_HANDS).collect())
    }
}
