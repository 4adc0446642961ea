//! `GET /widget/…`: the widget's files, from the binary.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poze_protocol::Code;
use sha2::{Digest as _, Sha256};

use crate::body::Id;
use crate::error::ApiError;
use crate::state::App;

/// Name and bytes of every file of `sdk/dist` at the time this binary was built.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/widget_files.rs"));

struct File {
    bytes: &'static [u8],
    etag: String,
}

static BY_NAME: LazyLock<BTreeMap<&'static str, File>> = LazyLock::new(|| {
    let file = |bytes: &'static [u8]| File {
        bytes,
        etag: format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))),
    };
    FILES
        .iter()
        .map(|&(name, bytes)| (name, file(bytes)))
        .collect()
});

/// The page that runs in an iframe.
const FRAME_PAGE: &str = "frame.html";

/// A file of the widget. Any page may load it; only the sites' pages may embed the frame.
pub(crate) async fn widget(
    State(app): State<App>,
    Id(name): Id,
    request: HeaderMap,
) -> Result<Response, ApiError> {
    let Some(file) = BY_NAME.get(name.as_str()) else {
        let message = if FILES.is_empty() {
            "This verifier was built without the widget's files: run `npm ci && npm run build`, then build it again."
        } else {
            "The widget has no such file."
        };
        return Err(ApiError::new(Code::NotFound, message));
    };
    let mut headers = HeaderMap::new();
    let fixed = [
        (header::CONTENT_TYPE, content_type(&name)),
        // Names stay the same over versions: ask each time, answered by 304.
        (header::CACHE_CONTROL, "public, no-cache"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("cross-origin"),
    );
    if let Ok(etag) = HeaderValue::from_str(&file.etag) {
        headers.insert(header::ETAG, etag);
    }
    let policy = content_security_policy(&app, &name).await?;
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_str(&policy).map_err(|_| Code::Internal)?,
    );
    let unchanged = request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|v| v.as_bytes() == file.etag.as_bytes());
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, file.bytes).into_response())
}

/// For the frame and for workers: nothing from elsewhere, no inline code, no eval. Constructed style sheets need no
/// `style-src`.
async fn content_security_policy(app: &App, name: &str) -> Result<String, ApiError> {
    let rules = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; \
                 img-src 'self' blob: data:; media-src 'self' blob: mediastream:; base-uri 'none'; form-action 'none'; \
                 require-trusted-types-for 'script'; frame-ancestors ";
    Ok(format!(
        "{rules}{}",
        if name == FRAME_PAGE {
            parents(app).await?
        } else {
            "'none'".to_owned()
        }
    ))
}

/// The origins of all sites. Which of them may use a session is checked when a challenge is opened.
async fn parents(app: &App) -> Result<String, ApiError> {
    let mut origins: Vec<String> = app
        .store
        .sites()
        .await?
        .into_iter()
        .flat_map(|s| s.origins)
        .collect();
    if app.settings.dev {
        origins.extend(["http://127.0.0.1:*", "http://localhost:*"].map(str::to_owned));
    }
    origins.sort();
    origins.dedup();
    Ok(if origins.is_empty() {
        "'none'".to_owned()
    } else {
        origins.join(" ")
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    }
}
