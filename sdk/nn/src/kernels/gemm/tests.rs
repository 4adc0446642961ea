use super::{
    Activation, Finish, GemmCall, Packed, Residual, columns_inside, copy_window, gemm, scratch,
};
use crate::Isa;
use crate::graph::{Conv, Window};

#[test]
fn slopes_of_nothing_are_zero_and_steep_ones_take_the_long_way() {
    let of = |slopes: &[f32]| Finish::of(&Activation::Prelu(slopes.into()));
    assert_eq!(of(&[1.0, -1e-33]), (Finish::Leaky, vec![1.0, 0.0]));
    assert_eq!(of(&[1.25, -2.0]), (Finish::Prelu, vec![0.25, -3.0]));
}

/// 3x3 windows of stride 2 over 5x4 pixels of one channel, with one row and column of zeros before.
fn window_over_edges() -> Conv {
    Conv {
        window: Window {
            height: 3,
            width: 3,
            stride_y: 2,
            stride_x: 2,
            pad_top: 1,
            pad_left: 1,
        },
        input: [1, 5, 4, 1],
        output: [1, 3, 2, 1],
        weights: vec![0.0; 9].into(),
        bias: vec![0.0],
        residual: None,
        activation: Activation::None,
    }
}

#[test]
fn windows_inside_of_the_input_are_read_in_place() {
    let conv = window_over_edges();
    assert_eq!(columns_inside(&conv, 0), 0..0);
    assert_eq!(columns_inside(&conv, 1), 1..2);
    // The last row's window reaches below the input.
    assert_eq!(columns_inside(&conv, 2), 0..0);
    assert_eq!(scratch(&conv), 2 * 9);
}

#[test]
fn windows_over_an_edge_are_copied_with_zeros() {
    let conv = window_over_edges();
    let x: Vec<f32> = (1..=20).map(|v| v as f32).collect();
    let mut out = [9.0; 9];
    copy_window(&conv, &x, (0, 0), &mut out);
    assert_eq!(out, [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 5.0, 6.0]);
    copy_window(&conv, &x, (2, 1), &mut out);
    assert_eq!(out, [14.0, 15.0, 16.0, 18.0, 19.0, 20.0, 0.0, 0.0, 0.0]);
    // A window that sees nothing but zeros.
    let far = Conv {
        window: Window {
            pad_left: 7,
            ..conv.window
        },
        ..conv
    };
    copy_window(&far, &x, (1, 0), &mut out);
    assert_eq!(out, [0.0; 9]);
}

/// Values between -1 and 1 that look random.
fn values(count: usize, seed: usize) -> Vec<f32> {
    (0..count)
        .map(|i| ((i * 7919 + seed * 104_729) % 2003) as f32 / 1001.0 - 1.0)
        .collect()
}

#[derive(Debug, Clone, Copy)]
struct Sizes {
    rows: usize,
    columns: usize,
    segments: usize,
    segment_len: usize,
    residual: usize,
}

/// One call with the kernels of an instruction set.
fn product(isa: Isa, sizes: Sizes, activation: &Activation) -> Vec<f32> {
    let Sizes {
        rows,
        columns,
        segments,
        segment_len,
        residual,
    } = sizes;
    let isa = isa.for_channels(columns);
    let depth = segments * segment_len;
    let (finish, slope) = Finish::of(activation);
    let weights = values(columns * depth, 1);
    let packed = Packed::new(&weights, &values(columns, 2), &slope, isa.lanes(), residual);
    let segment_stride = rows * segment_len + 5;
    let x = values(segments * segment_stride, 3);
    let added = values(rows * residual, 4);
    let call = GemmCall {
        x: &x,
        rows,
        row_stride: segment_len,
        segments,
        segment_stride,
        segment_len,
        packed: &packed,
        residual: (residual > 0).then_some(Residual {
            values: &added,
            channels: residual,
        }),
        finish,
    };
    let mut out = vec![f32::NAN; rows * columns];
    gemm(isa, &call, &mut out);
    out
}

/// Every way through the tiles: whole ones and rests, one and two vectors, each activation, with and without residual,
/// one segment and several.
#[test]
fn vector_tiles_compute_what_plain_rust_computes() {
    let steep: Vec<f32> = values(64, 5).iter().map(|v| 2.0 * v).collect();
    let flat: Vec<f32> = values(64, 6);
    for isa in [Isa::Avx2, Isa::Avx512]
        .into_iter()
        .filter(|i| i.available())
    {
        for columns in [3, 8, 16, 29, 40] {
            let activations = [
                Activation::None,
                Activation::Clamp(-0.25, 0.5),
                Activation::Prelu(flat[..columns].into()),
                Activation::Prelu(steep[..columns].into()),
            ];
            for (activation, rows) in activations
                .iter()
                .flat_map(|a| [1, 2, 5, 24, 31].map(|r| (a, r)))
            {
                for (segments, residual) in
                    [(1, 0), (3, 0), (1, columns), (1, columns - 1), (2, columns)]
                {
                    let sizes = Sizes {
                        rows,
                        columns,
                        segments,
                        segment_len: 7,
                        residual,
                    };
                    let expected = product(Isa::Scalar, sizes, activation);
                    let got = product(isa, sizes, activation);
                    for (at, (got, expected)) in got.iter().zip(&expected).enumerate() {
                        let near = (got - expected).abs() < 1e-4;
                        assert!(
                            near,
                            "{isa:?} {sizes:?} {activation:?} {at}: {got} {expected}"
                        );
                    }
                }
            }
        }
    }
}
