//! A verifier of its own for every test, a backend and a page that talk to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poze_engine::Engine as _;
use poze_engine::fake::FakeEngine;
use poze_protocol::{
    ChallengeView, Code, ErrorBody, PROTOCOL_VERSION, SIGNATURE_HEADER, StepAnswer,
};
use poze_store::{NewSite, SiteKeys, Store};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Notify, Semaphore};
use tower::ServiceExt as _;

use crate::clock::Clock;
use crate::packs::Packs;
use crate::page_key::testing::Page;
use crate::policy::Policies;
use crate::router::router;
use crate::signing::{KeyKind, SigningKeys};
use crate::state::{App, Settings};
use crate::uploads::Uploads;

pub(super) const ISSUER: &str = "https://poze.example";
pub(super) const ORIGIN: &str = "https://site.example";
pub(super) const BOUNDARY: &str = "a-boundary";

pub(super) struct TestApp {
    router: Router,
    pub(super) app: App,
    pub(super) engine: Arc<FakeEngine>,
    pub(super) site: SiteKeys,
    clock_ms: Arc<AtomicU64>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: axum::http::HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json<T: DeserializeOwned>(&self) -> T {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e} in {text}"))
    }

    /// The code of a refusal; checks that status, body and id fit each other.
    pub(super) fn refusal(&self) -> Code {
        let body: ErrorBody = self.json();
        assert_eq!(body.code.status(), self.status.as_u16(), "{body:?}");
        assert_eq!(self.headers["x-request-id"], body.request_id.as_str());
        body.code
    }
}

impl TestApp {
    pub(super) async fn new() -> TestApp {
        TestApp::with(true, 4).await
    }

    pub(super) async fn with(dev: bool, evidence_slots: usize) -> TestApp {
        let store = Store::temporary().await.unwrap();
        let engine = Arc::new(FakeEngine::new());
        // The token's times are checked against the system's clock, so the test's starts there.
        let clock_ms = Arc::new(AtomicU64::new(Clock::system().now_ms()));
        let now = clock_ms.clone();
        let app = App {
            settings: Arc::new(Settings {
                issuer: ISSUER.to_owned(),
                dev,
                policies: Policies::built_in(),
            }),
            store,
            engine: engine.clone(),
            packs: Arc::new(Packs::builtin(&engine.capabilities().moves)),
            keys: Arc::new(SigningKeys::for_one_run(KeyKind::Es256).unwrap()),
            clock: Clock::from_fn(move || now.load(Ordering::SeqCst)),
            uploads: Uploads::new(8),
            evidence_slots: Arc::new(Semaphore::new(evidence_slots)),
            analysed: Arc::new(Notify::new()),
        };
        let site = add_site(&app, "Site").await;
        TestApp {
            router: router(app.clone()),
            app,
            engine,
            site,
            clock_ms,
        }
    }

    /// The same verifier with other packs.
    pub(super) fn with_packs(mut self, packs: Arc<Packs>) -> TestApp {
        self.app.packs = packs;
        self.router = router(self.app.clone());
        self
    }

    pub(super) async fn other_site(&self) -> SiteKeys {
        add_site(&self.app, "Other").await
    }

    pub(super) fn pass_ms(&self, ms: u64) {
        self.clock_ms.fetch_add(ms, Ordering::SeqCst);
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 64 << 20)
            .await
            .unwrap()
            .to_vec();
        Answer {
            status,
            headers,
            body,
        }
    }

    /// A backend's call with this site's key.
    pub(super) async fn backend(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.backend_as(&self.site.secret_key, method, path, body)
            .await
    }

    pub(super) async fn backend_as(
        &self,
        key: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .header(header::CONTENT_TYPE, "application/json");
        let body = body.map_or_else(Body::empty, |b| Body::from(b.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    pub(super) async fn enroll(&self, subject: &str) -> String {
        let parts = [
            ("subject", subject.as_bytes()),
            ("photo", b"a photo".as_slice()),
        ];
        let answer = self
            .post_parts("/v1/references", &self.site.secret_key, "", &parts)
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        answer.json::<Value>()["id"].as_str().unwrap().to_owned()
    }

    /// A session of "ann" and a page that runs it; `change` adds to what the backend asks for.
    pub(super) async fn visitor(&self, change: Value) -> Visitor<'_> {
        let reference = self.enroll("ann").await;
        let mut request = json!({
            "subject": "ann", "reference_id": reference, "action": "log in", "nonce": "n".repeat(22),
        });
        request
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let created = self.backend("POST", "/v1/sessions", Some(request)).await;
        assert_eq!(
            created.status,
            StatusCode::CREATED,
            "{}",
            String::from_utf8_lossy(&created.body)
        );
        let created: Value = created.json();
        Visitor {
            app: self,
            session: created["id"].as_str().unwrap().to_owned(),
            secret: created["client_secret"].as_str().unwrap().to_owned(),
            page: Page::new(7),
            origin: Some(ORIGIN.to_owned()),
        }
    }

    pub(super) async fn post_parts(
        &self,
        path: &str,
        bearer: &str,
        signature: &str,
        parts: &[(&str, &[u8])],
    ) -> Answer {
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {bearer}"))
            .header(SIGNATURE_HEADER, signature)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            );
        self.send(request.body(Body::from(multipart(parts))).unwrap())
            .await
    }
}

async fn add_site(app: &App, name: &str) -> SiteKeys {
    let new = NewSite {
        name: name.to_owned(),
        origins: vec![ORIGIN.to_owned()],
        policy: None,
        pack: None,
    };
    app.store.add_site(&new, app.clock.now()).await.unwrap()
}

pub(super) fn multipart(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in parts {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// A visitor's page.
pub(super) struct Visitor<'a> {
    app: &'a TestApp,
    pub(super) session: String,
    pub(super) secret: String,
    pub(super) page: Page,
    pub(super) origin: Option<String>,
}

/// A step that is ready to be sent, any number of times.
pub(super) struct Sealed {
    pub(super) path: String,
    pub(super) meta: Vec<u8>,
    pub(super) frames: Vec<Vec<u8>>,
}

impl Visitor<'_> {
    pub(super) fn opening(&self) -> Value {
        json!({
            "protocol": PROTOCOL_VERSION, "public_key": self.page.jwk(),
            "consent": {"text_version": "2026-11", "lang": "en"},
        })
    }

    pub(super) async fn open_with(&self, body: Value) -> Answer {
        let body = body.to_string();
        let mut request = Request::builder()
            .method("POST")
            .uri("/v1/challenges")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.secret))
            .header(header::CONTENT_TYPE, "application/json")
            .header(SIGNATURE_HEADER, self.page.sign(body.as_bytes()));
        if let Some(origin) = &self.origin {
            request = request.header(header::ORIGIN, origin);
        }
        self.app.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(super) async fn open(&self) -> ChallengeView {
        let answer = self.open_with(self.opening()).await;
        assert_eq!(
            answer.status,
            StatusCode::CREATED,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        answer.json()
    }

    /// Asks for another step instead of `n`, with a body that the page has signed.
    pub(super) async fn swap_with(&self, id: &str, body: Value) -> Answer {
        let body = body.to_string();
        let request = Request::builder()
            .method("POST")
            .uri(format!("/v1/challenges/{id}/swap"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.secret))
            .header(header::CONTENT_TYPE, "application/json")
            .header(SIGNATURE_HEADER, self.page.sign(body.as_bytes()));
        self.app.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(super) async fn swap(&self, id: &str, n: u8) -> Answer {
        self.swap_with(id, json!({"challenge": id, "n": n})).await
    }

    pub(super) async fn resume(&self, id: &str) -> Answer {
        let path = format!("/v1/challenges/{id}");
        let request = Request::builder()
            .uri(&path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.secret))
            .header(
                SIGNATURE_HEADER,
                self.page.sign(format!("GET {path}").as_bytes()),
            );
        self.app.send(request.body(Body::empty()).unwrap()).await
    }

    /// Evidence of a step; `seed` makes other bytes.
    pub(super) fn evidence(&self, id: &str, n: u8, seed: u8) -> Sealed {
        let frames: Vec<Vec<u8>> = (0..3).map(|i| vec![seed, i, n]).collect();
        let kinds = ["track", "key", "track"];
        let described: Vec<Value> = (0..3)
            .map(|i| {
                let sha256 = URL_SAFE_NO_PAD.encode(Sha256::digest(&frames[i]));
                json!({"kind": kinds[i], "t_ms": 10 * i, "sha256": sha256})
            })
            .collect();
        let meta = json!({"challenge": id, "n": n, "frames": described})
            .to_string()
            .into_bytes();
        Sealed {
            path: format!("/v1/challenges/{id}/steps/{n}"),
            meta,
            frames,
        }
    }

    pub(super) async fn send(&self, step: &Sealed) -> Answer {
        let names: Vec<String> = (0..step.frames.len()).map(|i| format!("f{i}")).collect();
        let mut parts: Vec<(&str, &[u8])> = vec![("meta", &step.meta)];
        parts.extend(
            names
                .iter()
                .map(String::as_str)
                .zip(step.frames.iter().map(Vec::as_slice)),
        );
        self.app
            .post_parts(
                &step.path,
                &self.secret,
                &self.page.sign(&step.meta),
                &parts,
            )
            .await
    }

    pub(super) async fn step(&self, id: &str, n: u8) -> StepAnswer {
        let answer = self.send(&self.evidence(id, n, 1)).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        answer.json()
    }

    /// A whole run up to its verdict.
    pub(super) async fn run(&self) -> poze_protocol::Verdict {
        let view = self.open().await;
        for n in 0..view.steps_total {
            if let StepAnswer::Verdict { verdict } = self.step(&view.id, n).await {
                assert_eq!(n + 1, view.steps_total);
                return verdict;
            }
        }
        panic!("no verdict after the last step");
    }

    pub(super) async fn seen_by_backend(&self) -> Value {
        let answer = self
            .app
            .backend("GET", &format!("/v1/sessions/{}", self.session), None)
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()
    }
}
