//! Bodies of strangers: bounded before they are read, parsed in one place, refused with a code.

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request};
use axum::http::request::Parts as RequestParts;
use axum::http::{StatusCode, header};
use poze_protocol::Code;
use serde::de::DeserializeOwned;
use tokio::time::{Duration, Instant, timeout, timeout_at};

use crate::error::ApiError;
use crate::state::App;

/// Largest JSON body.
pub(crate) const JSON_MAX_BYTES: usize = 64 * 1024;
/// What multipart's own lines may add to a body's limit.
pub(crate) const MULTIPART_SLACK_BYTES: usize = 64 * 1024;

/// A JSON body must have arrived by then;
const JSON_LIMIT: Duration = Duration::from_secs(10);
/// and one of pictures by then: half a megabyte at 0.2 Mbit/s.
const PARTS_LIMIT: Duration = Duration::from_secs(20);

/// A JSON body with its bytes, for signatures. The route's body limit bounds it.
pub(crate) struct JsonBody<T> {
    pub(crate) value: T,
    pub(crate) bytes: Bytes,
}

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<JsonBody<T>, ApiError> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("");
        let mime = content_type.split(';').next().unwrap_or("").trim();
        if !mime.eq_ignore_ascii_case("application/json") {
            return Err(Code::UnsupportedMediaType.into());
        }
        let reading = Bytes::from_request(request, app);
        let bytes = timeout(JSON_LIMIT, reading)
            .await
            .map_err(|_| Code::RequestTimeout)?
            .map_err(of_bytes)?;
        let value = parse(&bytes)?;
        Ok(JsonBody { value, bytes })
    }
}

/// JSON to a checked shape. Serde's own sentence names field and rule, and may quote what the caller has sent.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let code = if error.is_data() {
            Code::InvalidField
        } else {
            Code::BadRequest
        };
        let text: String = error.to_string().chars().take(200).collect();
        ApiError::new(code, text)
    })
}

/// A multipart body that is read part by part.
pub(crate) struct Parts {
    multipart: Multipart,
    deadline: Instant,
}

impl FromRequest<App> for Parts {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Parts, ApiError> {
        Multipart::from_request(request, app)
            .await
            .map(|multipart| Parts {
                multipart,
                deadline: Instant::now() + PARTS_LIMIT,
            })
            .map_err(|rejection| match rejection {
                MultipartRejection::InvalidBoundary(_) => Code::UnsupportedMediaType.into(),
                _ => Code::BadRequest.into(),
            })
    }
}

impl Parts {
    /// The next part: its name and at most `limit` bytes.
    pub(crate) async fn next(&mut self, limit: usize) -> Result<Option<(String, Bytes)>, ApiError> {
        let deadline = self.deadline;
        timeout_at(deadline, self.read_next(limit))
            .await
            .map_err(|_| Code::RequestTimeout)?
    }

    async fn read_next(&mut self, limit: usize) -> Result<Option<(String, Bytes)>, ApiError> {
        let field = self.multipart.next_field().await;
        let Some(mut field) = field.map_err(|e| of_multipart(&e))? else {
            return Ok(None);
        };
        let name = field.name().unwrap_or_default().to_owned();
        Ok(Some((name, bounded(&mut field, limit).await?)))
    }
}

/// An id in a path. One that is no text is an id that does not exist.
pub(crate) struct Id(pub(crate) String);

impl FromRequestParts<App> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Result<Id, ApiError> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        path.map(|Path(id)| Id(id))
            .map_err(|_| Code::NotFound.into())
    }
}

async fn bounded(field: &mut Field<'_>, limit: usize) -> Result<Bytes, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|e| of_multipart(&e))? {
        if bytes.len() + chunk.len() > limit {
            return Err(Code::BodyTooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.into())
}

fn of_status(status: StatusCode) -> ApiError {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Code::BodyTooLarge.into()
    } else {
        Code::BadRequest.into()
    }
}

fn of_bytes(rejection: BytesRejection) -> ApiError {
    of_status(rejection.status())
}

fn of_multipart(error: &MultipartError) -> ApiError {
    of_status(error.status())
}
