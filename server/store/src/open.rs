//! The database behind everything.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::StoreError;
use crate::ids::new_id;
use crate::seal::MasterKey;

/// A writer waits this long for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const CONNECTIONS: u32 = 8;

/// Everything that is remembered. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pool: SqlitePool,
    pub(crate) key: MasterKey,
    folder: Option<Arc<TemporaryFolder>>,
}

impl Store {
    /// Opens (and makes, if absent) the database in `file` and brings its schema up to date.
    pub async fn open(file: &Path, key: MasterKey) -> Result<Store, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true);
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect_with(options)
            .await?;
        Store::with_pool(pool, key).await
    }

    /// A database of one run, in a folder of its own that goes with the last clone. Not in memory: a connection to
    /// memory is the database, and is lost with any request that is cut off.
    pub async fn temporary() -> Result<Store, StoreError> {
        let folder = TemporaryFolder::new()?;
        let mut store = Store::open(&folder.0.join("poze.sqlite"), MasterKey::random()).await?;
        store.folder = Some(Arc::new(folder));
        Ok(store)
    }

    async fn with_pool(pool: SqlitePool, key: MasterKey) -> Result<Store, StoreError> {
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Store {
            pool,
            key,
            folder: None,
        })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Closes all connections; what was committed is on disk afterwards.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Readable by its owner alone; deleted when dropped.
#[derive(Debug)]
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn new() -> Result<TemporaryFolder, StoreError> {
        let path = std::env::temp_dir().join(new_id("poze-"));
        make_private_folder(&path).map_err(sqlx::Error::Io)?;
        Ok(TemporaryFolder(path))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What cannot be deleted now is sealed under a key that is gone with this process.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Makes a folder, and those above it, that only its owner may read.
pub fn make_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
