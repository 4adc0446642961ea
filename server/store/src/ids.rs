//! Ids, which authorise nothing, and secrets, which do: 256 random bits, kept only as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

/// What a site's secret key begins with.
pub const SECRET_KEY_PREFIX: &str = "sk_";
/// What a session's client_secret begins with.
pub const CLIENT_SECRET_PREFIX: &str = "cs_";

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// `prefix` and 120 random bits.
pub(crate) fn new_id(prefix: &str) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<15>()))
}

/// `prefix` and 256 random bits.
pub(crate) fn new_secret(prefix: &str) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<32>()))
}

/// What is kept of a secret. A plain hash is enough: 256 random bits cannot be guessed.
pub(crate) fn hash_of(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
