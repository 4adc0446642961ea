//! What a stranger's file may cost at most. Each value is several times what the project's own networks need.

/// Bytes of a file.
pub const MAX_FILE_BYTES: usize = 64 << 20;
/// Tensors in a file.
pub const MAX_TENSORS: usize = 4096;
/// Operators in a file.
pub const MAX_OPERATORS: usize = 4096;
/// Inputs of one operator.
pub const MAX_OPERATOR_INPUTS: usize = 64;
/// Dimensions of a tensor.
pub const MAX_RANK: usize = 5;
/// Size of one dimension.
pub const MAX_DIM: usize = 1 << 20;
/// Elements of one tensor.
pub const MAX_TENSOR_ELEMENTS: usize = 16 << 20;
/// Elements of all constants together, decoded and packed (one constant may be used by many operators).
pub const MAX_CONSTANT_ELEMENTS: usize = 32 << 20;
/// f32 elements of the arena of one session.
pub const MAX_ARENA_ELEMENTS: usize = 32 << 20;
/// Multiplications and additions of one run.
pub const MAX_MACS: u64 = 20_000_000_000;
/// Bytes of a tensor's name; longer ones are cut.
pub const MAX_NAME_BYTES: usize = 256;
