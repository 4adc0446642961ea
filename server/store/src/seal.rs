//! Encryption at rest: XChaCha20-Poly1305 under a key per site, derived from the master key by HMAC-SHA-256. Keys for
//! keyed hashes are derived the same way, each for its purpose.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::Rng as _;
use sha2::Sha256;

use crate::error::StoreError;

/// Of what is only ever compared.
pub(crate) type Digest = [u8; 16];

const NONCE_BYTES: usize = 24;
/// First byte of every sealed value, so that another scheme can follow.
const VERSION: u8 = 1;

/// 256 bits under which everything sensitive is sealed. Has no default: an operator makes one.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

/// The text is not a key.
#[derive(Debug, thiserror::Error)]
#[error("a master key is 32 bytes in base64 (make one with `openssl rand -base64 32`)")]
pub struct MasterKeyError;

impl MasterKey {
    /// A key for one run, which nobody can read back.
    pub(crate) fn random() -> MasterKey {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        MasterKey(bytes)
    }

    /// From base64, standard or URL-safe, of exactly 32 bytes.
    pub fn from_base64(text: &str) -> Result<MasterKey, MasterKeyError> {
        let text = text.trim();
        let bytes = STANDARD
            .decode(text)
            .or_else(|_| URL_SAFE_NO_PAD.decode(text));
        let bytes = bytes.map_err(|_| MasterKeyError)?;
        bytes.try_into().map(MasterKey).map_err(|_| MasterKeyError)
    }

    fn cipher(&self, site: &str) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derive(b"poze/site/1\0", site).into())
    }

    /// An HMAC under a key of the site for this purpose alone.
    pub(crate) fn mac(&self, site: &str, purpose: &[u8]) -> Hmac<Sha256> {
        keyed(&self.derive(purpose, site))
    }

    fn derive(&self, purpose: &[u8], site: &str) -> [u8; 32] {
        let mut mac = keyed(&self.0);
        mac.update(purpose);
        mac.update(site.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// A digest of these parts that nobody can make without the key, nor compare across sites: HMAC-SHA-256, the first
    /// half of it.
    pub(crate) fn digest(&self, site: &str, parts: &[&str]) -> Digest {
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("HMAC takes any length");
        mac.update(b"poze/digest/1\0");
        mac.update(&associated(&[site]));
        mac.update(&associated(parts));
        let whole: [u8; 32] = mac.finalize().into_bytes().into();
        std::array::from_fn(|n| whole[n])
    }

    pub(crate) fn seal(&self, site: &str, belongs_to: &[&str], value: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        rand::rng().fill_bytes(&mut nonce);
        let aad = associated(belongs_to);
        let payload = Payload {
            msg: value,
            aad: &aad,
        };
        let sealed = self
            .cipher(site)
            .encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.expect("only a value of more than 256 GiB cannot be sealed");
        [&[VERSION], nonce.as_slice(), &sealed].concat()
    }

    pub(crate) fn unseal(
        &self,
        site: &str,
        belongs_to: &[&str],
        sealed: &[u8],
        what: &'static str,
    ) -> Result<Vec<u8>, StoreError> {
        let (version, rest) = sealed.split_first().ok_or(StoreError::Sealed(what))?;
        if *version != VERSION || rest.len() < NONCE_BYTES {
            return Err(StoreError::Sealed(what));
        }
        let (nonce, msg) = rest.split_at(NONCE_BYTES);
        let aad = associated(belongs_to);
        let payload = Payload { msg, aad: &aad };
        let opened = self
            .cipher(site)
            .decrypt(XNonce::from_slice(nonce), payload);
        opened.map_err(|_| StoreError::Sealed(what))
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes any length")
}

/// Length-prefixed, so that ("ab", "c") is not ("a", "bc").
fn associated(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_only_where_it_belongs() {
        let key = MasterKey::random();
        let sealed = key.seal("a", &["ann", "r1"], b"face");
        assert_eq!(
            key.unseal("a", &["ann", "r1"], &sealed, "x").unwrap(),
            b"face"
        );
        for (site, belongs_to) in [
            ("b", ["ann", "r1"]),
            ("a", ["bob", "r1"]),
            ("a", ["annr", "1"]),
        ] {
            assert!(key.unseal(site, &belongs_to, &sealed, "x").is_err());
        }
        assert!(
            MasterKey::random()
                .unseal("a", &["ann", "r1"], &sealed, "x")
                .is_err()
        );
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(
                key.unseal("a", &["ann", "r1"], &altered, "x").is_err(),
                "byte {at}"
            );
        }
        assert!(key.unseal("a", &["ann", "r1"], &[], "x").is_err());
    }

    #[test]
    fn digests_differ_between_keys_sites_and_parts() {
        let key = MasterKey::random();
        let digest = key.digest("a", &["ann", "r1"]);
        assert_eq!(digest, key.digest("a", &["ann", "r1"]));
        let others = [
            MasterKey::random().digest("a", &["ann", "r1"]),
            key.digest("b", &["ann", "r1"]),
            key.digest("a", &["annr", "1"]),
            key.digest("a", &["ann"]),
        ];
        assert!(!others.contains(&digest));
    }

    #[test]
    fn only_32_bytes_are_a_master_key() {
        assert!(MasterKey::from_base64(&STANDARD.encode([7; 32])).is_ok());
        assert!(MasterKey::from_base64(&URL_SAFE_NO_PAD.encode([7; 32])).is_ok());
        for wrong in ["", "secret", &STANDARD.encode([7; 31])] {
            assert!(MasterKey::from_base64(wrong).is_err());
        }
    }
}
