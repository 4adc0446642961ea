//! What is served to read: the OpenAPI document, Swagger UI, keys, the widget's files.

use axum::http::StatusCode;
use serde_json::Value;

use super::support::TestApp;

#[tokio::test]
async fn every_operation_documents_its_refusals() {
    let app = TestApp::new().await;
    let document: Value = app.backend("GET", "/openapi.json", None).await.json();
    let mut seen = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            seen.push(format!("{method} {path}"));
            let responses = operation["responses"].as_object().unwrap();
            let open = matches!(path.as_str(), "/healthz" | "/.well-known/jwks.json");
            for status in ["400", "401", "404", "413", "422", "429", "503"] {
                assert!(
                    open || responses.contains_key(status),
                    "{method} {path} lacks {status}"
                );
            }
        }
    }
    for wanted in [
        "post /v1/sessions",
        "get /v1/sessions/{id}",
        "post /v1/sessions/{id}/cancel",
        "post /v1/references",
        "get /v1/references",
        "delete /v1/references/{id}",
        "post /v1/tokens/redeem",
        "post /v1/challenges",
        "get /v1/challenges/{id}",
        "post /v1/challenges/{id}/steps/{n}",
        "post /v1/challenges/{id}/swap",
        "get /.well-known/jwks.json",
        "get /healthz",
        "get /readyz",
    ] {
        assert!(
            seen.iter().any(|s| s == wanted),
            "{wanted} is not in {seen:?}"
        );
    }
    let text = document.to_string();
    assert!(text.contains("multipart/form-data") && text.contains("application/octet-stream"));
}

#[tokio::test]
async fn the_documentation_needs_no_other_host() {
    let app = TestApp::new().await;
    let page = app.backend("GET", "/docs/", None).await;
    assert_eq!(page.status, StatusCode::OK);
    let html = String::from_utf8(page.body).unwrap();
    assert!(html.contains("swagger-ui"));
    assert!(
        !html.contains("https://") && !html.contains("//cdn"),
        "{html}"
    );
}

#[tokio::test]
async fn keys_are_published_without_their_private_part() {
    let app = TestApp::new().await;
    let jwks: Value = app
        .backend("GET", "/.well-known/jwks.json", None)
        .await
        .json();
    let key = &jwks["keys"][0];
    assert_eq!(
        (
            key["kty"].as_str(),
            key["alg"].as_str(),
            key["use"].as_str()
        ),
        (Some("EC"), Some("ES256"), Some("sig"))
    );
    assert!(key["kid"].is_string() && key["d"].is_null());
}

#[tokio::test]
async fn a_missing_file_of_the_widget_says_what_to_do() {
    let app = TestApp::new().await;
    let answer = app.backend("GET", "/widget/no-such-file.js", None).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let message = answer.json::<Value>()["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        message.contains("npm run build") || message.contains("no such file"),
        "{message}"
    );
}
