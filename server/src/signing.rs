//! The verifier's own keys: the newest signs, all are published. A key is a PKCS#8 PEM; its `kid` is its JWK
//! thumbprint (RFC 7638), so that a key keeps its name wherever it lies.

use std::path::Path;

use anyhow::{Context as _, bail};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use rand::Rng as _;

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum KeyKind {
    /// ECDSA on P-256: every stock library has it.
    Es256,
    /// Ed25519.
    Eddsa,
}

/// One key.
struct SigningKey {
    kid: String,
    algorithm: Algorithm,
    encoding: EncodingKey,
    decoding: DecodingKey,
    jwk: Jwk,
}

/// Never empty.
pub(crate) struct SigningKeys {
    /// Signs.
    current: SigningKey,
    /// Published until the last token that they signed has expired.
    older: Vec<SigningKey>,
}

/// DER of an Ed25519 private key up to its 32 bytes (RFC 8410, version 1 without attributes).
const ED25519_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

impl SigningKeys {
    /// A key for one run.
    pub(crate) fn for_one_run(kind: KeyKind) -> anyhow::Result<SigningKeys> {
        Ok(SigningKeys {
            current: SigningKey::from_pem(&new_pem(kind)?)?,
            older: Vec::new(),
        })
    }

    /// From PEMs, the signing one first.
    pub(crate) fn from_pems(pems: &[String]) -> anyhow::Result<SigningKeys> {
        let mut keys = pems
            .iter()
            .map(|pem| SigningKey::from_pem(pem))
            .collect::<anyhow::Result<Vec<_>>>()?;
        if keys.is_empty() {
            bail!("there is no signing key: make one with `poze key rotate`");
        }
        let current = keys.remove(0);
        Ok(SigningKeys {
            current,
            older: keys,
        })
    }

    /// From a folder of `*.pem`, the last by name signs: `poze key rotate` names them by time.
    pub(crate) fn from_folder(folder: &Path) -> anyhow::Result<SigningKeys> {
        let listing = std::fs::read_dir(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        let mut files: Vec<_> = listing
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        files.retain(|path| path.extension().is_some_and(|e| e == "pem"));
        files.sort();
        files.reverse();
        let read = |path: &std::path::PathBuf| {
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        };
        SigningKeys::from_pems(&files.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?)
    }

    /// What backends check tokens with.
    pub(crate) fn jwks(&self) -> JwkSet {
        JwkSet {
            keys: self.all().map(|k| k.jwk.clone()).collect(),
        }
    }

    /// Signs claims under a `typ`.
    pub(crate) fn sign(
        &self,
        typ: &str,
        claims: &impl serde::Serialize,
    ) -> jsonwebtoken::errors::Result<String> {
        let mut header = Header::new(self.current.algorithm);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.current.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.current.encoding)
    }

    /// The claims of a token of this verifier: `typ`, `kid`, that key's own algorithm, `iss` and `exp` are checked;
    /// `aud` is the caller's to compare.
    pub(crate) fn verify<T: serde::de::DeserializeOwned>(
        &self,
        token: &str,
        typ: &str,
        issuer: &str,
    ) -> Option<T> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(typ) {
            return None;
        }
        let key = self.all().find(|k| Some(&k.kid) == header.kid.as_ref())?;
        let mut validation = Validation::new(key.algorithm);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_aud = false;
        validation.leeway = 0;
        jsonwebtoken::decode(token, &key.decoding, &validation)
            .ok()
            .map(|data| data.claims)
    }

    fn all(&self) -> impl Iterator<Item = &SigningKey> {
        std::iter::once(&self.current).chain(&self.older)
    }
}

impl SigningKey {
    fn from_pem(pem: &str) -> anyhow::Result<SigningKey> {
        let (algorithm, encoding) = match EncodingKey::from_ec_pem(pem.as_bytes()) {
            Ok(key) => (Algorithm::ES256, key),
            Err(_) => {
                let key = EncodingKey::from_ed_pem(pem.as_bytes());
                (
                    Algorithm::EdDSA,
                    key.context("a signing key must be PKCS#8 PEM of P-256 or Ed25519")?,
                )
            }
        };
        let mut jwk =
            Jwk::from_encoding_key(&encoding, algorithm).context("a signing key cannot be used")?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        let decoding = DecodingKey::from_jwk(&jwk)?;
        Ok(SigningKey {
            kid,
            algorithm,
            encoding,
            decoding,
            jwk,
        })
    }
}

/// A fresh private key as PKCS#8 PEM.
pub(crate) fn new_pem(kind: KeyKind) -> anyhow::Result<String> {
    let mut seed = [0; 32];
    rand::rng().fill_bytes(&mut seed);
    match kind {
        KeyKind::Es256 => {
            let key = p256::SecretKey::from_slice(&seed)
                .context("the random number is no key: run this again")?;
            Ok(key.to_pkcs8_pem(LineEnding::LF)?.to_string())
        }
        KeyKind::Eddsa => {
            use base64::Engine as _;
            let der = [ED25519_PREFIX.as_slice(), &seed].concat();
            let body = base64::engine::general_purpose::STANDARD.encode(der);
            Ok(format!(
                "-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const ISSUER: &str = "https://poze.example";

    fn claims() -> Value {
        let exp = jsonwebtoken::get_current_timestamp() + 100;
        json!({"iss": ISSUER, "aud": "site", "exp": exp})
    }

    #[test]
    fn a_token_verifies_under_its_key_typ_and_issuer_alone() {
        for kind in [KeyKind::Es256, KeyKind::Eddsa] {
            let (keys, others) = (
                SigningKeys::for_one_run(kind).unwrap(),
                SigningKeys::for_one_run(kind).unwrap(),
            );
            let token = keys.sign("poze+jwt", &claims()).unwrap();
            assert!(
                keys.verify::<Value>(&token, "poze+jwt", ISSUER).is_some(),
                "{kind:?}"
            );
            assert!(keys.verify::<Value>(&token, "JWT", ISSUER).is_none());
            assert!(
                keys.verify::<Value>(&token, "poze+jwt", "https://other.example")
                    .is_none()
            );
            assert!(others.verify::<Value>(&token, "poze+jwt", ISSUER).is_none());
            for at in 0..token.len() {
                let mut bytes = token.clone().into_bytes();
                bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(bytes).unwrap();
                // The last character of base64url carries bits that no decoder reads.
                let unread = at + 1 == token.len();
                assert!(
                    unread || keys.verify::<Value>(&changed, "poze+jwt", ISSUER).is_none(),
                    "byte {at}"
                );
            }
        }
    }

    #[test]
    fn an_expired_token_is_none() {
        let keys = SigningKeys::for_one_run(KeyKind::Es256).unwrap();
        let token = keys
            .sign("poze+jwt", &json!({"iss": ISSUER, "aud": "s", "exp": 1000}))
            .unwrap();
        assert!(keys.verify::<Value>(&token, "poze+jwt", ISSUER).is_none());
    }

    #[test]
    fn after_a_rotation_both_keys_are_published_and_the_new_one_signs() {
        let (old, new) = (
            new_pem(KeyKind::Es256).unwrap(),
            new_pem(KeyKind::Eddsa).unwrap(),
        );
        let before = SigningKeys::from_pems(std::slice::from_ref(&old)).unwrap();
        let after = SigningKeys::from_pems(&[new, old]).unwrap();
        let token = before.sign("poze+jwt", &claims()).unwrap();
        assert!(after.verify::<Value>(&token, "poze+jwt", ISSUER).is_some());
        assert_eq!(after.jwks().keys.len(), 2);
        let header =
            jsonwebtoken::decode_header(after.sign("poze+jwt", &claims()).unwrap()).unwrap();
        assert_eq!(header.alg, Algorithm::EdDSA);
        // No private part is published.
        let published = serde_json::to_string(&after.jwks()).unwrap();
        assert!(!published.contains("\"d\""), "{published}");
        assert!(SigningKeys::from_pems(&[]).is_err());
    }
}
