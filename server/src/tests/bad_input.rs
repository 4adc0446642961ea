//! What strangers send: each gets a 4xx with a code, stores nothing, and the verifier goes on.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use poze_protocol::Code;
use serde_json::{Value, json};

use super::support::{BOUNDARY, TestApp, multipart};

fn post(path: &str, key: &str, content_type: &str, body: Vec<u8>) -> Request<Body> {
    Request::builder()
        .method("POST")
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, content_type)
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test]
async fn bodies_that_are_no_session_are_refused() {
    let app = TestApp::new().await;
    let json_type = "application/json";
    let unknown = json!({"subject": "a", "reference_id": "r", "action": "x", "nonce": "n".repeat(22), "admin": true});
    let cases: [(&str, Vec<u8>, Code); 8] = [
        (json_type, b"".to_vec(), Code::BadRequest),
        (json_type, b"{".to_vec(), Code::BadRequest),
        (json_type, b"\xff\xfe".to_vec(), Code::BadRequest),
        (json_type, b"[]".to_vec(), Code::InvalidField),
        (json_type, b"{\"subject\": 5}".to_vec(), Code::InvalidField),
        (
            json_type,
            unknown.to_string().into_bytes(),
            Code::InvalidField,
        ),
        (json_type, vec![b' '; 100_000], Code::BodyTooLarge),
        ("text/plain", b"{}".to_vec(), Code::UnsupportedMediaType),
    ];
    for (n, (content_type, body, code)) in cases.into_iter().enumerate() {
        let answer = app
            .send(post(
                "/v1/sessions",
                &app.site.secret_key,
                content_type,
                body,
            ))
            .await;
        assert_eq!(answer.refusal(), code, "case {n}");
    }
    // Deeper than any parser should follow.
    let deep = [vec![b'['; 50_000], vec![b']'; 50_000]].concat();
    let answer = app
        .send(post("/v1/sessions", &app.site.secret_key, json_type, deep))
        .await;
    assert!(answer.status.is_client_error());
}

#[tokio::test]
async fn broken_multipart_is_refused() {
    let app = TestApp::new().await;
    let typed = format!("multipart/form-data; boundary={BOUNDARY}");
    let whole = multipart(&[("subject", b"ann"), ("photo", b"p")]);
    let cases: [(&str, Vec<u8>, Code); 9] = [
        (
            "multipart/form-data",
            whole.clone(),
            Code::UnsupportedMediaType,
        ),
        (
            "application/json",
            whole.clone(),
            Code::UnsupportedMediaType,
        ),
        (&typed, b"".to_vec(), Code::BadRequest),
        (&typed, whole[..whole.len() / 2].to_vec(), Code::BadRequest),
        (&typed, multipart(&[("photo", b"p")]), Code::InvalidField),
        (
            &typed,
            multipart(&[("subject", b"ann")]),
            Code::InvalidField,
        ),
        (
            &typed,
            multipart(&[("subject", b"\xff"), ("photo", b"p")]),
            Code::InvalidField,
        ),
        (
            &typed,
            multipart(&[("subject", b"a"), ("subject", b"b"), ("photo", b"p")]),
            Code::BadRequest,
        ),
        (
            &typed,
            multipart(&[("subject", b"ann"), ("photo", &vec![0; 13 << 20])]),
            Code::BodyTooLarge,
        ),
    ];
    for (n, (content_type, body, code)) in cases.into_iter().enumerate() {
        let answer = app
            .send(post(
                "/v1/references",
                &app.site.secret_key,
                content_type,
                body,
            ))
            .await;
        assert_eq!(answer.refusal(), code, "case {n}");
    }
    let kept = app
        .backend("GET", "/v1/references?subject=ann", None)
        .await
        .json::<Value>();
    assert_eq!(kept["references"], json!([]));
}

#[tokio::test]
async fn a_step_that_is_not_what_its_meta_says_is_refused_and_not_taken() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    let view = visitor.open().await;
    let good = || visitor.evidence(&view.id, 0, 1);
    let mut fewer = good();
    fewer.frames.pop();
    let mut more = good();
    more.frames.push(b"one more".to_vec());
    let mut no_json = good();
    no_json.meta = b"{".to_vec();
    let mut huge_meta = good();
    huge_meta.meta = vec![b' '; 40_000];
    let mut large = good();
    large.frames[2] = vec![0; 5 << 20];
    let mut unknown = good();
    unknown.meta = br#"{"challenge": "x", "n": 0, "frames": [], "verified": true}"#.to_vec();
    for (name, step, code) in [
        ("fewer", fewer, Code::FramesInvalid),
        ("more", more, Code::FramesInvalid),
        ("no json", no_json, Code::BadRequest),
        ("huge meta", huge_meta, Code::BodyTooLarge),
        ("large", large, Code::BodyTooLarge),
        ("unknown field", unknown, Code::InvalidField),
    ] {
        assert_eq!(visitor.send(&step).await.refusal(), code, "{name}");
    }
    let unsigned = app
        .post_parts(&good().path, &visitor.secret, "", &[("meta", &good().meta)])
        .await;
    assert_eq!(unsigned.refusal(), Code::SignatureInvalid);
    assert_eq!(
        visitor.send(&good()).await.status,
        StatusCode::OK,
        "none of them has taken the step"
    );
}

#[tokio::test]
async fn unknown_paths_methods_and_ids_are_refused() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    visitor.open().await;
    for (method, path, code) in [
        ("GET", "/nothing", Code::NotFound),
        ("GET", "/v1/sessions/ses_none", Code::NotFound),
        ("PUT", "/v1/sessions", Code::MethodNotAllowed),
        ("GET", "/v1/references", Code::BadRequest),
        ("GET", "/v1/references?subject=a&admin=1", Code::BadRequest),
        ("GET", "/v1/references?subject=%00", Code::InvalidField),
        ("GET", "/widget/../Cargo.toml", Code::NotFound),
        ("GET", "/widget/%2e%2e/secret", Code::NotFound),
        ("GET", "/widget/%ff", Code::NotFound),
        ("GET", "/v1/sessions/%ff", Code::NotFound),
        ("DELETE", "/v1/references/%ff", Code::NotFound),
        ("POST", "/v1/sessions/%ff/cancel", Code::NotFound),
    ] {
        assert_eq!(
            app.backend(method, path, None).await.refusal(),
            code,
            "{method} {path}"
        );
    }
    assert_eq!(visitor.resume("chl_none").await.refusal(), Code::NotFound);
    for n in ["256", "-1", "x"] {
        let path = format!("/v1/challenges/chl_none/steps/{n}");
        let answer = app
            .post_parts(
                &path,
                &visitor.secret,
                &visitor.page.sign(b""),
                &[("meta", b"")],
            )
            .await;
        assert_eq!(answer.refusal(), Code::NotFound, "{n}");
    }
}

#[tokio::test]
async fn keys_of_a_page_that_are_none_are_refused() {
    let app = TestApp::new().await;
    let visitor = app.visitor(json!({})).await;
    type Change = fn(&mut Value);
    let changes: [(Change, Code); 5] = [
        (|b| b["public_key"]["x"] = json!("AAAA"), Code::InvalidField),
        (
            |b| b["public_key"]["crv"] = json!("P-521"),
            Code::InvalidField,
        ),
        (|b| b["protocol"] = json!(99), Code::ProtocolVersion),
        (
            |b| b["consent"]["lang"] = json!("x".repeat(1000)),
            Code::InvalidField,
        ),
        (
            |b| b["parent_origin"] = json!("https://evil.example"),
            Code::OriginNotAllowed,
        ),
    ];
    for (n, (change, code)) in changes.into_iter().enumerate() {
        let mut body = visitor.opening();
        change(&mut body);
        assert_eq!(visitor.open_with(body).await.refusal(), code, "case {n}");
    }
    assert_eq!(
        visitor.open().await.challenges_left,
        2,
        "none of them has opened a challenge"
    );
}

/// A caller that is refused while it still writes gets its answer, not a reset connection.
#[tokio::test]
async fn a_refusal_reaches_a_caller_that_is_still_sending() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let app = TestApp::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = crate::router::router(app.app.clone());
    tokio::spawn(async move { axum::serve(listener, service).await });
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let length = 20 << 20;
    let head = format!(
        "POST /v1/sessions HTTP/1.1\r\nhost: poze\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n",
        app.site.secret_key
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&vec![b' '; length]).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 413") && answer.contains("body_too_large"),
        "{answer}"
    );
}
