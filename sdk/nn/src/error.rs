//! Why a file was refused.

use thiserror::Error;

/// Why [`Model::from_tflite`](crate::Model::from_tflite) refused a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The bytes are no TFLite FlatBuffer (wrong identifier or shorter than a header).
    #[error("not a TFLite file")]
    NotTflite,
    /// An offset, a length or an index in the file points outside of what it may point to.
    #[error("damaged file: {0}")]
    Damaged(&'static str),
    /// The file is well formed, but asks for something that this runtime does not have.
    #[error("unsupported: {operator}: {reason}")]
    Unsupported {
        /// The operator's TFLite name, or `BUILTIN_n` or the custom operator's own name.
        operator: String,
        /// What about it is not supported.
        reason: &'static str,
    },
    /// The operator's inputs, options and output contradict each other.
    #[error("inconsistent operator {index} ({operator}): {reason}")]
    Inconsistent {
        /// Position of the operator in the file.
        index: usize,
        /// The operator's TFLite name.
        operator: String,
        /// What contradicts what.
        reason: &'static str,
    },
    /// A limit of [`limits`](crate::limits) would be exceeded.
    #[error("too large: {0}")]
    TooLarge(&'static str),
    /// The instruction set asked for is not available on this machine.
    #[error("instruction set not available here")]
    IsaUnavailable,
}
