//! A small runtime for TFLite networks: NHWC, f32 arithmetic, f32, float16 or int8 weights, one thread.
//!
//! It has the operators that the project's own networks use and refuses everything else by name. Weights are
//! packed once at load; one arena is planned at load, so a run neither allocates nor fails. The kernels
//! use AVX-512 or AVX2 with FMA where the machine has them (chosen at load), simd128 in wasm, and plain Rust
//! elsewhere (so far also on ARM).
//!
//! ```no_run
//! use std::sync::Arc;
//! use poze_nn::{Model, Session};
//!
//! let bytes = std::fs::read("face_detector.tflite")?;
//! let model = Arc::new(Model::from_tflite(&bytes)?);
//! let mut session = Session::new(Arc::clone(&model));
//! session.input_mut(0).fill(0.0);
//! session.run();
//! let regressors = session.output(0);
//! # let _ = regressors;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod error;
mod flatbuffer;
mod fuse;
mod graph;
mod half;
mod kernels;
mod layers;
pub mod limits;
mod lower;
mod model;
mod plan;
mod schema;
mod session;

pub use error::LoadError;
pub use kernels::Isa;
pub use layers::Layer;
pub use model::{Model, TensorInfo};
pub use session::Session;
