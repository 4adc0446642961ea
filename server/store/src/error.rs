//! Why the store could not do something.

/// A fault of the database or of what lies in it. Never holds values of rows.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened or answers with an error.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A value in the database is not what this version writes.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// A sealed value was altered, or was sealed under another master key.
    #[error("a sealed {0} cannot be opened: altered, or another master key")]
    Sealed(&'static str),
}
