//! Points, boxes and the maps between a crop and its frame.

/// A point in the frame with depth. All three in pixels of the frame; z grows away from the camera and is
/// relative to the head (about 0 at its middle), in the same scale as x.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Point3 {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
    /// Away from the camera.
    pub z: f32,
}

/// An upright box in the frame, in pixels. It may reach beyond the frame's edges.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// To the right edge.
    pub width: f32,
    /// To the bottom edge.
    pub height: f32,
}

impl Rect {
    /// Square pixels that it covers; never negative.
    pub fn area(&self) -> f32 {
        self.width.max(0.0) * self.height.max(0.0)
    }

    /// Its middle, x and y.
    pub fn center(&self) -> (f32, f32) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Whether a point lies in it.
    pub fn contains(&self, (x, y): (f32, f32)) -> bool {
        x >= self.x && y >= self.y && x <= self.x + self.width && y <= self.y + self.height
    }

    /// Area of what both cover, over the area that either covers: 0..1.
    pub fn intersection_over_union(&self, other: &Rect) -> f32 {
        let both = self.intersection(other);
        if both <= 0.0 {
            return 0.0;
        }
        both / (self.area() + other.area() - both)
    }

    /// Area of what both cover, over the area of the smaller one: 0..1.
    pub(crate) fn intersection_over_smaller(&self, other: &Rect) -> f32 {
        let both = self.intersection(other);
        if both <= 0.0 {
            return 0.0;
        }
        both / self.area().min(other.area())
    }

    fn intersection(&self, other: &Rect) -> f32 {
        let width = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let height = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        width.max(0.0) * height.max(0.0)
    }

    /// The smallest upright box around points; empty at the origin when there are none.
    pub fn around(points: &[Point3]) -> Rect {
        let Some(first) = points.first() else {
            return Rect::default();
        };
        let (mut left, mut top, mut right, mut bottom) = (first.x, first.y, first.x, first.y);
        for point in points {
            left = left.min(point.x);
            right = right.max(point.x);
            top = top.min(point.y);
            bottom = bottom.max(point.y);
        }
        Rect {
            x: left,
            y: top,
            width: right - left,
            height: bottom - top,
        }
    }
}

/// A square region of the frame, turned about its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Region {
    /// Middle, x and y, in frame pixels.
    pub(crate) center: (f32, f32),
    /// Side, in frame pixels.
    pub(crate) side: f32,
    /// Clockwise as seen in the picture, in radians.
    pub(crate) rotation: f32,
}

impl Region {
    /// Upright.
    pub(crate) fn upright(center: (f32, f32), side: f32) -> Region {
        Region {
            center,
            side,
            rotation: 0.0,
        }
    }

    /// Around it as if it stood upright, in frame pixels.
    pub(crate) fn bounds(&self) -> Rect {
        Rect {
            x: self.center.0 - self.side / 2.0,
            y: self.center.1 - self.side / 2.0,
            width: self.side,
            height: self.side,
        }
    }

    /// Map from pixels of a crop of `crop_side`² of this region to the frame.
    pub(crate) fn frame_from_crop(&self, crop_side: usize) -> Affine {
        let scale = self.side / crop_side as f32;
        let (sin, cos) = self.rotation.sin_cos();
        let half = crop_side as f32 / 2.0;
        let (a, b) = (scale * cos, -scale * sin);
        let (c, d) = (scale * sin, scale * cos);
        Affine {
            xx: a,
            xy: b,
            x: self.center.0 - a * half - b * half,
            yx: c,
            yy: d,
            y: self.center.1 - c * half - d * half,
        }
    }
}

/// A linear map of the plane with a shift: `(xx·u + xy·v + x, yx·u + yy·v + y)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Affine {
    pub(crate) xx: f32,
    pub(crate) xy: f32,
    pub(crate) x: f32,
    pub(crate) yx: f32,
    pub(crate) yy: f32,
    pub(crate) y: f32,
}

impl Affine {
    pub(crate) fn apply(&self, u: f32, v: f32) -> (f32, f32) {
        (
            self.xx * u + self.xy * v + self.x,
            self.yx * u + self.yy * v + self.y,
        )
    }

    /// By how much lengths grow (square root of the area's factor).
    pub(crate) fn scale(&self) -> f32 {
        (self.xx * self.yy - self.xy * self.yx).abs().sqrt()
    }

    /// The map back; `None` when this one flattens the plane or holds no numbers.
    pub(crate) fn inverse(&self) -> Option<Affine> {
        let det = self.xx * self.yy - self.xy * self.yx;
        if !det.is_finite() || det.abs() < 1e-12 {
            return None;
        }
        let (xx, xy) = (self.yy / det, -self.xy / det);
        let (yx, yy) = (-self.yx / det, self.xx / det);
        Some(Affine {
            xx,
            xy,
            x: -(xx * self.x + xy * self.y),
            yx,
            yy,
            y: -(yx * self.x + yy * self.y),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_maps_its_corners_clockwise() {
        let region = Region {
            center: (100.0, 50.0),
            side: 20.0,
            rotation: std::f32::consts::FRAC_PI_2,
        };
        let map = region.frame_from_crop(256);
        let near =
            |got: (f32, f32), want: (f32, f32)| (got.0 - want.0).hypot(got.1 - want.1) < 1e-3;
        assert!(near(map.apply(128.0, 128.0), (100.0, 50.0)));
        // A quarter turn clockwise: the crop's top left is the frame's top right.
        assert!(near(map.apply(0.0, 0.0), (110.0, 40.0)));
        assert!(near(map.apply(256.0, 0.0), (110.0, 60.0)));
        assert!((map.scale() - 20.0 / 256.0).abs() < 1e-6);
    }

    #[test]
    fn the_inverse_undoes_a_map_and_flat_maps_have_none() {
        let map = Affine {
            xx: 2.0,
            xy: -0.5,
            x: 3.0,
            yx: 0.25,
            yy: 1.5,
            y: -7.0,
        };
        let (x, y) = map.apply(11.0, -4.0);
        let (u, v) = map.inverse().unwrap().apply(x, y);
        assert!((u - 11.0).abs() < 1e-4 && (v + 4.0).abs() < 1e-4);
        let flat = Affine {
            xx: 1.0,
            xy: 2.0,
            x: 0.0,
            yx: 2.0,
            yy: 4.0,
            y: 0.0,
        };
        assert_eq!(flat.inverse(), None);
        let none = Affine {
            xx: f32::NAN,
            ..map
        };
        assert_eq!(none.inverse(), None);
    }

    #[test]
    fn overlap_of_boxes() {
        let one = Rect {
            x: 0.0,
            y: 0.0,
            width: 10.0,
            height: 10.0,
        };
        let half = Rect { x: 5.0, ..one };
        assert!((one.intersection_over_union(&one) - 1.0).abs() < 1e-6);
        assert!((one.intersection_over_union(&half) - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(one.intersection_over_union(&Rect { x: 10.0, ..one }), 0.0);
        assert_eq!(Rect::default().intersection_over_union(&one), 0.0);
        let inside = Rect { width: 4.0, ..half };
        assert!((one.intersection_over_smaller(&inside) - 1.0).abs() < 1e-6);
        assert!((half.intersection_over_smaller(&one) - 0.5).abs() < 1e-6);
        assert_eq!(Rect::default().intersection_over_smaller(&one), 0.0);
        assert_eq!(Rect::around(&[]), Rect::default());
    }
}
