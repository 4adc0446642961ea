//! The few reads of a FlatBuffer that a TFLite file needs, each checked against the end of the file.
//!
//! Format: <https://flatbuffers.dev/internals/>. A table starts with a signed offset back to its
//! vtable; the vtable holds its own size, the table's size and a 16-bit offset for each field (0 = absent).

use crate::LoadError;

const OUTSIDE: LoadError = LoadError::Damaged("offset outside of the file");

/// The whole file.
#[derive(Clone, Copy)]
pub(crate) struct Buffer<'a>(pub(crate) &'a [u8]);

impl<'a> Buffer<'a> {
    fn bytes<const N: usize>(self, at: usize) -> Result<[u8; N], LoadError> {
        let end = at.checked_add(N).ok_or(OUTSIDE)?;
        let slice = self.0.get(at..end).ok_or(OUTSIDE)?;
        slice.try_into().map_err(|_| OUTSIDE)
    }

    fn u16(self, at: usize) -> Result<usize, LoadError> {
        Ok(usize::from(u16::from_le_bytes(self.bytes(at)?)))
    }

    fn u32(self, at: usize) -> Result<usize, LoadError> {
        usize::try_from(u32::from_le_bytes(self.bytes(at)?)).map_err(|_| OUTSIDE)
    }

    /// The position that the unsigned offset stored at `at` points to.
    fn follow(self, at: usize) -> Result<usize, LoadError> {
        at.checked_add(self.u32(at)?).ok_or(OUTSIDE)
    }

    /// The root table.
    pub(crate) fn root(self) -> Result<Table<'a>, LoadError> {
        Table::at(self, self.follow(0)?)
    }
}

/// A table and its vtable.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    buffer: Buffer<'a>,
    position: usize,
    vtable: usize,
    vtable_bytes: usize,
}

impl<'a> Table<'a> {
    fn at(buffer: Buffer<'a>, position: usize) -> Result<Table<'a>, LoadError> {
        let back = i32::from_le_bytes(buffer.bytes(position)?);
        let vtable = i64::try_from(position).map_err(|_| OUTSIDE)? - i64::from(back);
        let vtable = usize::try_from(vtable).map_err(|_| OUTSIDE)?;
        let vtable_bytes = buffer.u16(vtable)?;
        Ok(Table {
            buffer,
            position,
            vtable,
            vtable_bytes,
        })
    }

    /// Where field number `id` is stored, if it is.
    fn field(self, id: usize) -> Result<Option<usize>, LoadError> {
        let slot = 4 + 2 * id;
        if slot + 2 > self.vtable_bytes {
            return Ok(None);
        }
        let at = self.vtable.checked_add(slot).ok_or(OUTSIDE)?;
        match self.buffer.u16(at)? {
            0 => Ok(None),
            offset => Ok(Some(self.position.checked_add(offset).ok_or(OUTSIDE)?)),
        }
    }

    pub(crate) fn u8(self, id: usize, default: u8) -> Result<u8, LoadError> {
        match self.field(id)? {
            Some(at) => Ok(u8::from_le_bytes(self.buffer.bytes(at)?)),
            None => Ok(default),
        }
    }

    pub(crate) fn bool(self, id: usize) -> Result<bool, LoadError> {
        Ok(self.u8(id, 0)? != 0)
    }

    pub(crate) fn i32(self, id: usize, default: i32) -> Result<i32, LoadError> {
        match self.field(id)? {
            Some(at) => Ok(i32::from_le_bytes(self.buffer.bytes(at)?)),
            None => Ok(default),
        }
    }

    pub(crate) fn u64(self, id: usize) -> Result<u64, LoadError> {
        match self.field(id)? {
            Some(at) => Ok(u64::from_le_bytes(self.buffer.bytes(at)?)),
            None => Ok(0),
        }
    }

    /// An index stored as a u32; 0 when absent.
    pub(crate) fn index(self, id: usize) -> Result<usize, LoadError> {
        match self.field(id)? {
            Some(at) => self.buffer.u32(at),
            None => Ok(0),
        }
    }

    pub(crate) fn has(self, id: usize) -> Result<bool, LoadError> {
        Ok(self.field(id)?.is_some())
    }

    pub(crate) fn table(self, id: usize) -> Result<Option<Table<'a>>, LoadError> {
        match self.field(id)? {
            Some(at) => Ok(Some(Table::at(self.buffer, self.buffer.follow(at)?)?)),
            None => Ok(None),
        }
    }

    /// Start and count of a vector whose elements take `width` bytes; wholly inside the file.
    fn vector(self, id: usize, width: usize) -> Result<Option<(usize, usize)>, LoadError> {
        let Some(at) = self.field(id)? else {
            return Ok(None);
        };
        let head = self.buffer.follow(at)?;
        let count = self.buffer.u32(head)?;
        let start = head.checked_add(4).ok_or(OUTSIDE)?;
        let end = count
            .checked_mul(width)
            .and_then(|n| n.checked_add(start))
            .ok_or(OUTSIDE)?;
        if end > self.buffer.0.len() {
            return Err(LoadError::Damaged("vector longer than the file"));
        }
        Ok(Some((start, count)))
    }

    /// A vector of bytes (also strings); empty when absent.
    pub(crate) fn byte_vector(self, id: usize) -> Result<&'a [u8], LoadError> {
        match self.vector(id, 1)? {
            Some((start, count)) => self.buffer.0.get(start..start + count).ok_or(OUTSIDE),
            None => Ok(&[]),
        }
    }

    /// A vector of at most `limit` i32; empty when absent.
    pub(crate) fn i32_vector(self, id: usize, limit: usize) -> Result<Vec<i32>, LoadError> {
        self.numbers(id, limit, i32::from_le_bytes)
    }

    /// A vector of at most `limit` i64; empty when absent.
    pub(crate) fn i64_vector(self, id: usize, limit: usize) -> Result<Vec<i64>, LoadError> {
        self.numbers(id, limit, i64::from_le_bytes)
    }

    /// A vector of at most `limit` f32; empty when absent.
    pub(crate) fn f32_vector(self, id: usize, limit: usize) -> Result<Vec<f32>, LoadError> {
        self.numbers(id, limit, f32::from_le_bytes)
    }

    fn numbers<T, const N: usize>(
        self,
        id: usize,
        limit: usize,
        read: fn([u8; N]) -> T,
    ) -> Result<Vec<T>, LoadError> {
        let Some((start, count)) = self.vector(id, N)? else {
            return Ok(Vec::new());
        };
        if count > limit {
            return Err(LoadError::TooLarge("vector of numbers"));
        }
        (0..count)
            .map(|i| Ok(read(self.buffer.bytes(start + N * i)?)))
            .collect()
    }

    /// A vector of at most `limit` tables; empty when absent.
    pub(crate) fn tables(self, id: usize, limit: usize) -> Result<Vec<Table<'a>>, LoadError> {
        let Some((start, count)) = self.vector(id, 4)? else {
            return Ok(Vec::new());
        };
        if count > limit {
            return Err(LoadError::TooLarge("vector of tables"));
        }
        (0..count)
            .map(|i| Table::at(self.buffer, self.buffer.follow(start + 4 * i)?))
            .collect()
    }
}
