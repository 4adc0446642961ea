//! Lists of labelled pictures: comma-separated values with a header, quoted as RFC 4180 says.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Lists of some million pairs have this size; they are held in memory.
const MAX_BYTES: u64 = 256 << 20;

/// A table whose columns are found by name; others may stand between them.
#[derive(Debug)]
pub(super) struct Table {
    path: PathBuf,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Table> {
        let cannot = || format!("cannot read {}", path.display());
        let mut text = String::new();
        let file = fs::File::open(path).with_context(cannot)?;
        let read = file.take(MAX_BYTES + 1).read_to_string(&mut text);
        if read.with_context(cannot)? as u64 > MAX_BYTES {
            bail!("{} has more than {MAX_BYTES} bytes", path.display());
        }
        Table::parse(path, &text)
    }

    pub(super) fn parse(path: &Path, text: &str) -> Result<Table> {
        let mut rows = records(text.trim_start_matches('\u{feff}'))
            .with_context(|| format!("{} is not CSV", path.display()))?
            .into_iter()
            .filter(|row| row.iter().any(|field| !field.is_empty()));
        let header = rows
            .next()
            .with_context(|| format!("{} is empty", path.display()))?;
        Ok(Table {
            path: path.to_owned(),
            header,
            rows: rows.collect(),
        })
    }

    /// The column of a name, from top to bottom; a row that is too short has an empty field there.
    pub(super) fn column(&self, name: &str) -> Result<Vec<&str>> {
        let index = self.header.iter().position(|field| field.trim() == name);
        let index =
            index.with_context(|| format!("{} has no column {name}", self.path.display()))?;
        Ok(self
            .rows
            .iter()
            .map(|row| row.get(index).map_or("", |field| field.trim()))
            .collect())
    }

    /// Where the paths in it begin: `root` if it is given, else the folder of the file.
    pub(super) fn root(&self, root: Option<&Path>) -> PathBuf {
        let folder = || self.path.parent().unwrap_or(Path::new("."));
        root.unwrap_or_else(folder).to_owned()
    }
}

fn records(text: &str) -> Result<Vec<Vec<String>>> {
    let mut records = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(field) = records.last_mut().and_then(|record| record.last_mut()) else {
            continue;
        };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            ',' if !quoted => records
                .last_mut()
                .into_iter()
                .for_each(|record| record.push(String::new())),
            '\r' if !quoted => {}
            '\n' if !quoted => records.push(vec![String::new()]),
            _ => field.push(c),
        }
    }
    if quoted {
        bail!("a quote is not closed");
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table> {
        Table::parse(Path::new("lists/pairs.csv"), text)
    }

    #[test]
    fn columns_are_found_by_name() {
        let table =
            table("fold,file_a,same\r\n1,a.jpg,1\r\n\r\n2,\"b, \"\"c\"\".jpg\",0\r\n3\n").unwrap();
        assert_eq!(
            table.column("file_a").unwrap(),
            ["a.jpg", "b, \"c\".jpg", ""]
        );
        assert_eq!(table.column("same").unwrap(), ["1", "0", ""]);
        assert!(
            table
                .column("file_b")
                .unwrap_err()
                .to_string()
                .contains("no column file_b")
        );
    }

    #[test]
    fn paths_begin_beside_the_list_or_at_the_root() {
        let table = table("file\n").unwrap();
        assert_eq!(table.root(None), Path::new("lists"));
        assert_eq!(table.root(Some(Path::new("/data"))), Path::new("/data"));
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(table("").is_err());
        assert!(table("file\n\"a").is_err());
    }
}
