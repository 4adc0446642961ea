//! What goes wrong, as callers see it: one shape, one code. An inner cause is logged where it is turned into a code
//! (`From<StoreError>`), never sent. Handlers return [`ApiError`]; the body is made by [`answer`], which knows the
//! request's id.

use std::time::Duration;

use axum::Json;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poze_protocol::{Code, ErrorBody};
use poze_store::StoreError;
use rand::Rng as _;

use crate::drain;

/// A request that is not answered by then is given up.
const REQUEST_LIMIT: Duration = Duration::from_secs(40);
/// When a caller that was told to come back may do so, seconds.
const fn retry_after_s(code: Code) -> Option<&'static str> {
    match code {
        Code::Busy | Code::RateLimited => Some("2"),
        Code::Locked => Some("1800"),
        _ => None,
    }
}

/// A refusal.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) code: Code,
    /// Instead of the code's own sentence; never personal data.
    message: Option<String>,
}

impl ApiError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> ApiError {
        ApiError {
            code,
            message: Some(message.into()),
        }
    }

    /// A field that is not what it should be.
    pub(crate) fn field(name: &str, rule: &str) -> ApiError {
        ApiError::new(Code::InvalidField, format!("`{name}` {rule}."))
    }
}

impl From<Code> for ApiError {
    fn from(code: Code) -> ApiError {
        ApiError {
            code,
            message: None,
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        tracing::error!(%error, "the store failed");
        Code::Internal.into()
    }
}

impl IntoResponse for ApiError {
    /// Status and extension; [`answer`] adds the body.
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The outermost layer: an id for every request, a time limit, the one shape of errors, one line in the log. The line
/// holds the route's pattern, not the path: ids stay out of it.
pub(crate) async fn answer(request: Request, next: Next) -> Response {
    let id = request_id();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let method = request.method().clone();
    let started = std::time::Instant::now();
    let (parts, body) = request.into_parts();
    let (body, rest) = drain::share(body);
    let request = Request::from_parts(parts, body);
    let mut response = run_to_the_end(next.run(request)).await;
    let failure = response.extensions_mut().remove::<ApiError>();
    if let Some(failure) = &failure {
        rest.drain().await;
        let code = failure.code;
        let body = ErrorBody {
            code,
            message: failure
                .message
                .clone()
                .unwrap_or_else(|| code.message().to_owned()),
            retryable: code.retryable(),
            request_id: id.clone(),
        };
        let (mut parts, _) = response.into_parts();
        parts.headers.remove(header::CONTENT_LENGTH);
        let fresh = Json(body).into_response();
        parts.headers.extend(fresh.headers().clone());
        if let Some(seconds) = retry_after_s(code) {
            parts
                .headers
                .insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response = Response::from_parts(parts, fresh.into_body());
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    let (status, code) = (
        response.status().as_u16(),
        failure.map_or("-", |f| f.code.id()),
    );
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status, code, took_ms, request_id = id, "answered");
    response
}

/// A caller that hangs up does not stop a handler half way: what it has begun to write down, it finishes. Bodies have
/// time limits of their own; this one is for what nobody thought of.
async fn run_to_the_end(handler: impl Future<Output = Response> + Send + 'static) -> Response {
    let mut running = tokio::spawn(handler);
    match tokio::time::timeout(REQUEST_LIMIT, &mut running).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => ApiError::from(Code::Internal).into_response(),
        Err(_) => {
            running.abort();
            ApiError::from(Code::RequestTimeout).into_response()
        }
    }
}

fn request_id() -> String {
    let mut bytes = [0; 9];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A panic is a fault of ours: its place is logged by the panic hook, the caller gets an answer like any other.
pub(crate) fn after_panic(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    ApiError::from(Code::Internal).into_response()
}

/// No such path.
pub(crate) async fn not_found() -> ApiError {
    Code::NotFound.into()
}

/// No such method.
pub(crate) async fn method_not_allowed() -> ApiError {
    Code::MethodNotAllowed.into()
}
