//! Who asks: a site's backend by its secret key, a page by its client_secret. Ids authorise nothing.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use poze_protocol::{Code, SIGNATURE_HEADER};
use poze_store::{CLIENT_SECRET_PREFIX, SECRET_KEY_PREFIX, Session, Site};

use crate::error::ApiError;
use crate::page_key::PageKey;
use crate::state::App;

/// Longer than any secret that there is.
const SECRET_MAX_CHARS: usize = 100;
const SIGNATURE_MAX_CHARS: usize = 100;

/// A site's backend.
pub(crate) struct Backend(pub(crate) Site);

/// A visitor's page: its session and site. Whether it is the page that the session is bound to is for
/// [`PageAuth::verify`] to say.
pub(crate) struct PageAuth {
    pub(crate) session: Session,
    pub(crate) site: Site,
    /// As the browser reported it; `None` from anything else.
    pub(crate) origin: Option<String>,
    signature: String,
}

impl FromRequestParts<App> for Backend {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Backend, ApiError> {
        let secret = bearer(&parts.headers, SECRET_KEY_PREFIX)?;
        let site = app
            .store
            .site_by_secret_key(secret, app.clock.now())
            .await?;
        site.map(Backend).ok_or_else(|| Code::Unauthorized.into())
    }
}

impl FromRequestParts<App> for PageAuth {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<PageAuth, ApiError> {
        let secret = bearer(&parts.headers, CLIENT_SECRET_PREFIX)?;
        let session = app
            .store
            .session_by_secret(secret)
            .await?
            .ok_or(Code::Unauthorized)?;
        let site = app
            .store
            .site(&session.site_id)
            .await?
            .ok_or(Code::Unauthorized)?;
        let origin = match parts.headers.get(header::ORIGIN) {
            Some(value) => Some(value.to_str().map_err(|_| Code::BadRequest)?.to_owned()),
            None => None,
        };
        let signature = parts
            .headers
            .get(SIGNATURE_HEADER)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        if signature.is_empty() || signature.len() > SIGNATURE_MAX_CHARS {
            return Err(Code::SignatureInvalid.into());
        }
        let signature = signature.to_owned();
        let page = PageAuth {
            session,
            site,
            origin,
            signature,
        };
        if let Some(origin) = &page.origin
            && !(origin_allowed(app, &page.site, origin) || *origin == app.settings.issuer)
        {
            // Unsigned: told to the backend only as long as nobody owns the session.
            if page.session.page_key.is_none() {
                app.store
                    .note_error(&page.session.id, Code::OriginNotAllowed)
                    .await?;
            }
            return Err(Code::OriginNotAllowed.into());
        }
        Ok(page)
    }
}

impl PageAuth {
    /// Checks the request's signature under `key`.
    pub(crate) fn verify(&self, key: &PageKey, message: &[u8]) -> Result<(), ApiError> {
        key.verify(message, &self.signature).map_err(ApiError::from)
    }

    /// Checks it under the key that the session is bound to.
    pub(crate) fn verify_bound(&self, message: &[u8]) -> Result<(), ApiError> {
        let jwk = self
            .session
            .page_key
            .as_ref()
            .ok_or(Code::SignatureInvalid)?;
        self.verify(&PageKey::from_jwk(jwk)?, message)
    }
}

/// Whether pages of `origin` may run sessions of `site`.
pub(crate) fn origin_allowed(app: &App, site: &Site, origin: &str) -> bool {
    site.origins.iter().any(|o| o == origin) || (app.settings.dev && is_loopback(origin))
}

/// `http://127.0.0.1` or `http://localhost` with any port.
pub(crate) fn is_loopback(origin: &str) -> bool {
    let host = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"))
        .unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    matches!(name, "127.0.0.1" | "localhost") && port.parse::<u16>().is_ok()
}

fn bearer<'a>(headers: &'a HeaderMap, prefix: &str) -> Result<&'a str, ApiError> {
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .ok_or(Code::Unauthorized)?;
    let (scheme, secret) = value.split_once(' ').ok_or(Code::Unauthorized)?;
    let fits = scheme.eq_ignore_ascii_case("bearer") && secret.len() <= SECRET_MAX_CHARS;
    if fits && secret.starts_with(prefix) {
        Ok(secret)
    } else {
        Err(Code::Unauthorized.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for yes in [
            "http://127.0.0.1:8788",
            "http://localhost",
            "http://localhost:1",
        ] {
            assert!(is_loopback(yes), "{yes}");
        }
        for no in [
            "http://127.0.0.1.evil.example",
            "https://localhost.evil",
            "http://localhost:80.evil",
            "null",
            "",
        ] {
            assert!(!is_loopback(no), "{no}");
        }
    }
}
