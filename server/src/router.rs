//! Every route on one page.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, Method, header};
use axum::middleware;
use axum::routing::get;
use poze_engine::Limits;
use poze_protocol::{MAX_STEP_BYTES, SIGNATURE_HEADER};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::body::{JSON_MAX_BYTES, MULTIPART_SLACK_BYTES};
use crate::error::{after_panic, answer, method_not_allowed, not_found};
use crate::openapi::Document;
use crate::routes::{
    cancel_session, create_reference, create_session, delete_reference, get_challenge, get_session,
    health, jwks, list_references, open_challenge, redeem_token, send_step, swap_step, widget,
};
use crate::state::App;

/// The whole service.
pub(crate) fn router(app: App) -> Router {
    let (backend, mut document) = backend_api().split_for_parts();
    let (page, page_document) = page_api().split_for_parts();
    document.merge(page_document);
    // Their own fallback comes before the cross-origin layer, so that the layer sees preflight requests.
    let page = page
        .method_not_allowed_fallback(method_not_allowed)
        .layer(cross_origin());
    backend
        .merge(page)
        .merge(SwaggerUi::new("/docs").url("/openapi.json", document))
        .route("/widget/{*name}", get(widget::widget))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(middleware::from_fn(answer))
        .with_state(app)
}

/// For backends, and what is open to everybody.
fn backend_api() -> OpenApiRouter<App> {
    let backend = OpenApiRouter::new()
        .routes(routes!(create_session::create_session))
        .routes(routes!(get_session::get_session))
        .routes(routes!(cancel_session::cancel_session))
        .routes(routes!(list_references::list_references))
        .routes(routes!(delete_reference::delete_reference))
        .routes(routes!(redeem_token::redeem_token))
        .layer(DefaultBodyLimit::max(JSON_MAX_BYTES));
    let photos = OpenApiRouter::new()
        .routes(routes!(create_reference::create_reference))
        .layer(DefaultBodyLimit::max(
            Limits::REFERENCE.max_bytes + MULTIPART_SLACK_BYTES,
        ));
    let open = OpenApiRouter::new()
        .routes(routes!(jwks::jwks))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz));
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(backend)
        .merge(photos)
        .merge(open)
}

/// For the widget on a visitor's page.
fn page_api() -> OpenApiRouter<App> {
    let page = OpenApiRouter::new()
        .routes(routes!(open_challenge::open_challenge))
        .routes(routes!(get_challenge::get_challenge))
        .routes(routes!(swap_step::swap_step))
        .layer(DefaultBodyLimit::max(JSON_MAX_BYTES));
    let steps = OpenApiRouter::new()
        .routes(routes!(send_step::send_step))
        .layer(DefaultBodyLimit::max(
            MAX_STEP_BYTES + MULTIPART_SLACK_BYTES,
        ));
    page.merge(steps)
}

/// Pages of any origin may call; whether theirs is one of the site's is checked with their secret. No cookies.
fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static(SIGNATURE_HEADER),
        ])
        .expose_headers([header::RETRY_AFTER, HeaderName::from_static("x-request-id")])
        .max_age(std::time::Duration::from_secs(3600))
}
