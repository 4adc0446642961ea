//! The OpenAPI document, made from the routes.

use poze_protocol::ErrorBody;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// Errors of every operation that takes a body or a key: one shape, the code says which.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum Problems {
    /// The request could not be understood.
    #[response(status = 400)]
    BadRequest(ErrorBody),
    /// The key or secret is missing or not valid.
    #[response(status = 401)]
    Unauthorized(ErrorBody),
    /// The key is valid, but not for this.
    #[response(status = 403)]
    Forbidden(ErrorBody),
    /// There is nothing under this id.
    #[response(status = 404)]
    NotFound(ErrorBody),
    /// This path takes other methods.
    #[response(status = 405)]
    MethodNotAllowed(ErrorBody),
    /// The request took too long to arrive.
    #[response(status = 408)]
    RequestTimeout(ErrorBody),
    /// It does not fit what happened before.
    #[response(status = 409)]
    Conflict(ErrorBody),
    /// Its time is over.
    #[response(status = 410)]
    Gone(ErrorBody),
    /// The body or a picture is too large.
    #[response(status = 413)]
    TooLarge(ErrorBody),
    /// Another content type, or not a picture.
    #[response(status = 415)]
    UnsupportedMediaType(ErrorBody),
    /// A field or a picture is not valid.
    #[response(status = 422)]
    Unprocessable(ErrorBody),
    /// Too many tries; see `Retry-After`.
    #[response(status = 429)]
    TooMany(ErrorBody),
    /// A fault of the verifier.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// The verifier sheds load; see `Retry-After`.
    #[response(status = 503)]
    Busy(ErrorBody),
}

/// What is not said by the routes themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Poze verifier",
        description = "A site's backend makes a session; the widget on the visitor's page runs challenges; the \
                       backend checks the signed token. Errors have one shape, whose `code` is one of the codes of \
                       `ErrorBody`.",
        license(name = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "backend", description = "With the site's secret key."),
        (name = "page", description = "With a session's client_secret and the page's signature."),
        (name = "open", description = "For everybody.")
    ),
    modifiers(&Secrets)
)]
pub(crate) struct Document;

struct Secrets;

impl Modify for Secrets {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        for name in ["secret_key", "client_secret"] {
            let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
            components.add_security_scheme(name, scheme);
        }
    }
}
