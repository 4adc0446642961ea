//! Why a file is no pack.

/// Names the file, the key and the reason.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PackError {
    /// Of the file as a whole.
    #[error("{file}: {reason}")]
    File { file: String, reason: String },
    /// Of one key.
    #[error("{file}: `{key}` {reason}")]
    Key {
        file: String,
        key: String,
        reason: String,
    },
}

impl PackError {
    pub(super) fn of_file(file: &str, reason: &str) -> PackError {
        PackError::File {
            file: file.to_owned(),
            reason: reason.to_owned(),
        }
    }

    pub(super) fn of_key(file: &str, key: &str, reason: &str) -> PackError {
        PackError::Key {
            file: file.to_owned(),
            key: key.to_owned(),
            reason: reason.to_owned(),
        }
    }

    pub(super) fn unreadable(file: &str, error: &std::io::Error) -> PackError {
        PackError::of_file(file, &format!("cannot be read: {error}"))
    }
}
