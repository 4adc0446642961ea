//! The page's key: ECDSA P-256, made by WebCrypto in the visitor's browser, never leaves it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::EncodedPoint;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use poze_protocol::{Code, PublicKeyJwk};

/// A key that is a point on the curve.
pub(crate) struct PageKey(VerifyingKey);

impl PageKey {
    /// Reads a JWK of a stranger.
    pub(crate) fn from_jwk(jwk: &PublicKeyJwk) -> Result<PageKey, Code> {
        if jwk.kty != "EC" || jwk.crv != "P-256" {
            return Err(Code::InvalidField);
        }
        let (x, y) = (coordinate(&jwk.x)?, coordinate(&jwk.y)?);
        let point = EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
        VerifyingKey::from_encoded_point(&point)
            .map(PageKey)
            .map_err(|_| Code::InvalidField)
    }

    /// Checks a signature as the header carries it: base64url of the 64-byte P1363 form.
    pub(crate) fn verify(&self, message: &[u8], signature: &str) -> Result<(), Code> {
        let bytes = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| Code::SignatureInvalid)?;
        let signature = Signature::from_slice(&bytes).map_err(|_| Code::SignatureInvalid)?;
        self.0
            .verify(message, &signature)
            .map_err(|_| Code::SignatureInvalid)
    }
}

fn coordinate(text: &str) -> Result<[u8; 32], Code> {
    let bytes = URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| Code::InvalidField)?;
    bytes.try_into().map_err(|_| Code::InvalidField)
}

#[cfg(test)]
pub(crate) mod testing {
    //! A page for tests.

    use super::*;
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer as _;

    pub(crate) struct Page(SigningKey);

    impl Page {
        /// Pages with different seeds have different keys.
        pub(crate) fn new(seed: u8) -> Page {
            Page(SigningKey::from_slice(&[seed.max(1); 32]).unwrap())
        }

        pub(crate) fn jwk(&self) -> PublicKeyJwk {
            let point = self.0.verifying_key().to_encoded_point(false);
            PublicKeyJwk {
                kty: "EC".to_owned(),
                crv: "P-256".to_owned(),
                x: URL_SAFE_NO_PAD.encode(point.x().unwrap()),
                y: URL_SAFE_NO_PAD.encode(point.y().unwrap()),
            }
        }

        pub(crate) fn sign(&self, message: &[u8]) -> String {
            let signature: Signature = self.0.sign(message);
            URL_SAFE_NO_PAD.encode(signature.to_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::Page;
    use super::*;

    #[test]
    fn a_signature_fits_one_message_and_one_key() {
        let (page, other) = (Page::new(3), Page::new(4));
        let key = PageKey::from_jwk(&page.jwk()).unwrap();
        assert!(key.verify(b"hello", &page.sign(b"hello")).is_ok());
        for wrong in [
            page.sign(b"hallo"),
            other.sign(b"hello"),
            String::new(),
            "!".to_owned(),
        ] {
            assert_eq!(
                key.verify(b"hello", &wrong).err(),
                Some(Code::SignatureInvalid)
            );
        }
    }

    #[test]
    fn what_is_no_point_on_the_curve_is_no_key() {
        let good = Page::new(5).jwk();
        let bad = [
            PublicKeyJwk {
                crv: "P-384".to_owned(),
                ..good.clone()
            },
            PublicKeyJwk {
                x: "AAAA".to_owned(),
                ..good.clone()
            },
            PublicKeyJwk {
                x: "A".repeat(43),
                ..good.clone()
            },
            PublicKeyJwk {
                y: "not base64!".to_owned(),
                ..good
            },
        ];
        for jwk in bad {
            assert!(PageKey::from_jwk(&jwk).is_err(), "{jwk:?}");
        }
    }
}
