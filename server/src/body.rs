//! Bodies of strangers: bounded before they are read, parsed in one place, refused with a code.

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use poze_protocol::Code;
use serde::de::DeserializeOwned;

use crate::error::ApiError;
use crate::state::App;

/// Largest JSON body.
pub(crate) const JSON_MAX_BYTES: usize = 64 * 1024;
/// What multipart's own lines may add to a body's limit.
pub(crate) const MULTIPART_SLACK_BYTES: usize = 64 * 1024;

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
        let bytes = Bytes::from_request(request, app).await.map_err(of_bytes)?;
        let value = parse(&bytes)?;
        Ok(JsonBody { value, bytes })
    }
}

/// JSON to a checked shape. Serde's own sentence names field and rule, never a value of more than a few characters.
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
pub(crate) struct Parts(Multipart);

impl FromRequest<App> for Parts {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Parts, ApiError> {
        Multipart::from_request(request, app)
            .await
            .map(Parts)
            .map_err(|rejection| match rejection {
                MultipartRejection::InvalidBoundary(_) => Code::UnsupportedMediaType.into(),
                _ => Code::BadRequest.into(),
            })
    }
}

impl Parts {
    /// The next part: its name and at most `limit` bytes.
    pub(crate) async fn next(&mut self, limit: usize) -> Result<Option<(String, Bytes)>, ApiError> {
        let Some(mut field) = self.0.next_field().await.map_err(|e| of_multipart(&e))? else {
            return Ok(None);
        };
        let name = field.name().unwrap_or_default().to_owned();
        Ok(Some((name, bounded(&mut field, limit).await?)))
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
