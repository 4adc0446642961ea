//! The tables of a TFLite file as plain values. Field numbers: `tensorflow/lite/schema/schema.fbs`.

use crate::flatbuffer::{Buffer, Table};
use crate::{LoadError, limits};

pub(crate) const FLOAT32: u8 = 0;
pub(crate) const FLOAT16: u8 = 1;
pub(crate) const INT32: u8 = 2;
pub(crate) const INT8: u8 = 9;

/// A tensor as the file declares it.
pub(crate) struct RawTensor<'a> {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) kind: u8,
    /// How integers stand for real numbers (`QuantizationParameters`).
    pub(crate) quantization: Option<Table<'a>>,
    /// Bytes of a constant; empty for a value computed at run time.
    pub(crate) data: &'a [u8],
}

impl RawTensor<'_> {
    /// Number of elements; the product was checked when the tensor was read.
    pub(crate) fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

/// An operator as the file declares it. Tensor indexes are checked; -1 stands for "not given".
pub(crate) struct RawOperator<'a> {
    pub(crate) code: i32,
    pub(crate) custom: String,
    pub(crate) inputs: Vec<Option<usize>>,
    pub(crate) outputs: Vec<usize>,
    pub(crate) options: Option<Table<'a>>,
}

/// The one graph of the file.
pub(crate) struct RawModel<'a> {
    pub(crate) tensors: Vec<RawTensor<'a>>,
    pub(crate) operators: Vec<RawOperator<'a>>,
    pub(crate) inputs: Vec<usize>,
    pub(crate) outputs: Vec<usize>,
}

/// Reads the file's tables; weights stay where they are.
pub(crate) fn read(bytes: &[u8]) -> Result<RawModel<'_>, LoadError> {
    if bytes.len() > limits::MAX_FILE_BYTES {
        return Err(LoadError::TooLarge("file"));
    }
    if bytes.get(4..8) != Some(b"TFL3".as_slice()) {
        return Err(LoadError::NotTflite);
    }
    let model = Buffer(bytes).root()?;
    let codes = model.tables(1, limits::MAX_OPERATORS)?;
    let subgraphs = model.tables(2, limits::MAX_OPERATORS)?;
    let [graph] = subgraphs.as_slice() else {
        return Err(LoadError::Unsupported {
            operator: "model".into(),
            reason: "only files with exactly one graph",
        });
    };
    let buffers = model.tables(4, 2 * limits::MAX_TENSORS)?;
    let tensors = graph
        .tables(0, limits::MAX_TENSORS)?
        .into_iter()
        .map(|table| read_tensor(table, &buffers))
        .collect::<Result<Vec<_>, _>>()?;
    let count = tensors.len();
    let operators = graph
        .tables(3, limits::MAX_OPERATORS)?
        .into_iter()
        .map(|table| read_operator(table, &codes, count))
        .collect::<Result<Vec<_>, _>>()?;
    let inputs = indexes(&graph.i32_vector(1, limits::MAX_OPERATOR_INPUTS)?, count)?;
    let outputs = indexes(&graph.i32_vector(2, limits::MAX_OPERATOR_INPUTS)?, count)?;
    if inputs.is_empty() || outputs.is_empty() {
        return Err(LoadError::Damaged("graph without inputs or outputs"));
    }
    Ok(RawModel {
        tensors,
        operators,
        inputs,
        outputs,
    })
}

fn read_tensor<'a>(table: Table<'a>, buffers: &[Table<'a>]) -> Result<RawTensor<'a>, LoadError> {
    let mut elements = 1_usize;
    let mut shape = Vec::new();
    for dim in table.i32_vector(0, limits::MAX_RANK)? {
        let dim = usize::try_from(dim).map_err(|_| LoadError::Damaged("negative dimension"))?;
        if dim == 0 {
            return Err(LoadError::Damaged("dimension of zero"));
        }
        elements = elements
            .checked_mul(dim)
            .ok_or(LoadError::TooLarge("tensor"))?;
        if dim > limits::MAX_DIM || elements > limits::MAX_TENSOR_ELEMENTS {
            return Err(LoadError::TooLarge("tensor"));
        }
        shape.push(dim);
    }
    if table.has(6)? {
        return Err(LoadError::Unsupported {
            operator: "tensor".into(),
            reason: "sparse weights",
        });
    }
    let buffer = buffers.get(table.index(2)?).ok_or(LoadError::Damaged(
        "tensor names a buffer that is not there",
    ))?;
    if buffer.u64(1)? > 1 {
        return Err(LoadError::Unsupported {
            operator: "buffer".into(),
            reason: "data outside of the FlatBuffer",
        });
    }
    Ok(RawTensor {
        name: text(table.byte_vector(3)?),
        shape,
        kind: table.u8(1, FLOAT32)?,
        quantization: table.table(4)?,
        data: buffer.byte_vector(0)?,
    })
}

fn read_operator<'a>(
    table: Table<'a>,
    codes: &[Table<'a>],
    tensors: usize,
) -> Result<RawOperator<'a>, LoadError> {
    let code = codes.get(table.index(0)?).ok_or(LoadError::Damaged(
        "operator names a code that is not there",
    ))?;
    // Old writers only fill the byte-sized field, new ones both (schema.fbs, OperatorCode).
    let number = code.i32(3, 0)?.max(i32::from(code.u8(0, 0)?));
    let inputs = table
        .i32_vector(1, limits::MAX_OPERATOR_INPUTS)?
        .into_iter()
        .map(|i| {
            if i == -1 {
                Ok(None)
            } else {
                index(i, tensors).map(Some)
            }
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(RawOperator {
        code: number,
        custom: text(code.byte_vector(1)?),
        inputs,
        outputs: indexes(&table.i32_vector(2, limits::MAX_OPERATOR_INPUTS)?, tensors)?,
        options: table.table(4)?,
    })
}

/// A name, cut where it grows beyond the limit.
fn text(bytes: &[u8]) -> String {
    let start = bytes.get(..limits::MAX_NAME_BYTES).unwrap_or(bytes);
    String::from_utf8_lossy(start).into_owned()
}

fn index(value: i32, count: usize) -> Result<usize, LoadError> {
    usize::try_from(value)
        .ok()
        .filter(|&i| i < count)
        .ok_or(LoadError::Damaged("tensor index out of range"))
}

fn indexes(values: &[i32], count: usize) -> Result<Vec<usize>, LoadError> {
    values.iter().map(|&v| index(v, count)).collect()
}
