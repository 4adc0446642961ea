//! The page's calls to the verifier. What was lost on the way is sent again, byte for byte.

use std::rc::Rc;

use futures_util::future::{Either, select};
use gloo_net::http::{Method, Request, Response};
use poze_protocol::{
    ChallengeView, Code, OpenChallenge, PROTOCOL_VERSION, SIGNATURE_HEADER, StepAnswer, StepView,
    SwapStep,
};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials};

use crate::browser::{now_ms, sleep, sleep_or_online};
use crate::error::Failure;
use crate::js::json;
use crate::key::PageKey;
use crate::options::Options;
use crate::upload::Parcel;

/// How often a challenge is asked for again.
const RETRIES: u32 = 3;
/// A request without an answer for this long is given up.
const TIMEOUT_MS: u32 = 25_000;
/// Longest wait that a verifier's Retry-After can ask for.
const LONGEST_WAIT_MS: u32 = 8_000;

/// How long the same bytes are sent again.
#[derive(Clone, Copy)]
enum Persist {
    Times(u32),
    /// As long as `performance.now()` is below this.
    Until(f64),
}

impl Persist {
    fn allows(self, tries: u32, now_ms: f64) -> bool {
        match self {
            Persist::Times(times) => tries < times,
            Persist::Until(until_ms) => now_ms < until_ms,
        }
    }
}

/// The verifier, for one session.
pub(crate) struct Api {
    url: String,
    client_secret: String,
    key: Rc<PageKey>,
}

/// Why a try did not work.
struct Lost {
    failure: Failure,
    /// Whether the same bytes may be sent again, and what the verifier says about when.
    again: bool,
    after_ms: Option<u32>,
}

impl Api {
    pub(crate) fn new(options: &Options, key: Rc<PageKey>) -> Api {
        Api {
            url: options.api.clone(),
            client_secret: options.client_secret.clone(),
            key,
        }
    }

    /// `POST /v1/challenges`.
    ///
    /// # Errors
    /// What the verifier answered, or `network`.
    pub(crate) async fn open(
        &self,
        options: &Options,
        on_again: impl Fn(),
    ) -> Result<ChallengeView, Failure> {
        let body = OpenChallenge {
            protocol: PROTOCOL_VERSION,
            public_key: self.key.public.clone(),
            consent: options.consent.clone(),
            parent_origin: options.parent_origin.clone(),
        };
        let body = json::text(&body).map_err(|words| Failure::because(Code::Internal, words))?;
        let signature = self.key.sign(body.as_bytes()).await?;
        let view: ChallengeView = self
            .send(
                "/v1/challenges",
                &signature,
                Persist::Times(RETRIES),
                on_again,
                |request| {
                    request
                        .header("content-type", "application/json")
                        .body(body.as_str())
                },
            )
            .await?;
        if view.protocol != PROTOCOL_VERSION {
            return Err(Failure::of(Code::ProtocolVersion));
        }
        Ok(view)
    }

    /// `POST /v1/challenges/{id}/steps/{n}`, again and again until `until_ms` on the page's clock. The verifier keeps
    /// its answers: the same bytes get the same one.
    ///
    /// # Errors
    /// What the verifier answered, or `network`.
    pub(crate) async fn send_step(
        &self,
        parcel: &Parcel,
        until_ms: f64,
        on_again: impl Fn(),
    ) -> Result<StepAnswer, Failure> {
        let signature = self.key.sign(parcel.meta.as_bytes()).await?;
        let form = parcel
            .form()
            .map_err(|thrown| Failure::unexpected("the frames could not be packed", &thrown))?;
        let path = format!("/v1/challenges/{}/steps/{}", parcel.challenge, parcel.n);
        self.send(
            &path,
            &signature,
            Persist::Until(until_ms),
            on_again,
            |request| request.body(JsValue::from(form.clone())),
        )
        .await
    }

    /// `POST /v1/challenges/{id}/swap`: another step instead of step `n`. The verifier gives one only; when its answer was
    /// lost, the step is asked for.
    ///
    /// # Errors
    /// What the verifier answered, or `network`.
    pub(crate) async fn swap(
        &self,
        challenge: &str,
        n: u8,
        on_again: impl Fn(),
    ) -> Result<StepView, Failure> {
        let body = SwapStep {
            challenge: challenge.to_owned(),
            n,
        };
        let body = json::text(&body).map_err(|words| Failure::because(Code::Internal, words))?;
        let signature = self.key.sign(body.as_bytes()).await?;
        let path = format!("/v1/challenges/{challenge}/swap");
        let swapped = self
            .send(
                &path,
                &signature,
                Persist::Times(RETRIES),
                &on_again,
                |request| {
                    request
                        .header("content-type", "application/json")
                        .body(body.as_str())
                },
            )
            .await;
        match swapped {
            Err(failure) if failure.is(Code::AlreadySwapped) => {
                self.current(challenge, on_again).await
            }
            swapped => swapped,
        }
    }

    /// `GET /v1/challenges/{id}`: the step that it stands at.
    async fn current(&self, challenge: &str, on_again: impl Fn()) -> Result<StepView, Failure> {
        let path = format!("/v1/challenges/{challenge}");
        let signature = self.key.sign(format!("GET {path}").as_bytes()).await?;
        let view: ChallengeView = self
            .send(
                &path,
                &signature,
                Persist::Times(RETRIES),
                on_again,
                |request| request.method(Method::GET).build(),
            )
            .await?;
        Ok(view.step)
    }

    /// Sends until there is an answer, `on_again` before each repetition. A POST, unless the body says otherwise.
    async fn send<T: DeserializeOwned>(
        &self,
        path: &str,
        signature: &str,
        persist: Persist,
        on_again: impl Fn(),
        with_body: impl Fn(gloo_net::http::RequestBuilder) -> Result<Request, gloo_net::Error>,
    ) -> Result<T, Failure> {
        let mut tries = 0;
        loop {
            let controller = AbortOnDrop::new()?;
            let request = Request::post(&format!("{}{path}", self.url))
                .header("authorization", &format!("Bearer {}", self.client_secret))
                .header(SIGNATURE_HEADER, signature)
                .cache(RequestCache::NoStore)
                .credentials(RequestCredentials::Omit)
                .referrer_policy(ReferrerPolicy::NoReferrer)
                .abort_signal(Some(&controller.0.signal()));
            let request = with_body(request)
                .map_err(|error| Failure::because(Code::Internal, error.to_string()))?;
            let lost = match once(request).await {
                Ok(answer) => return Ok(answer),
                Err(lost) => lost,
            };
            if !lost.again || !persist.allows(tries, now_ms()) {
                return Err(lost.failure);
            }
            on_again();
            sleep_or_online(lost.after_ms.unwrap_or_else(|| back_off_ms(tries))).await;
            tries += 1;
        }
    }
}

async fn once<T: DeserializeOwned>(request: Request) -> Result<T, Lost> {
    let network = |words: String| Lost {
        failure: Failure::because(Code::Network, words),
        again: true,
        after_ms: None,
    };
    let exchange = Box::pin(async {
        let response = request.send().await?;
        let text = response.text().await?;
        Ok::<_, gloo_net::Error>((response, text))
    });
    let (response, text) = match select(exchange, Box::pin(sleep(TIMEOUT_MS))).await {
        Either::Left((Ok(answer), _)) => answer,
        Either::Left((Err(error), _)) => return Err(network(error.to_string())),
        Either::Right(_) => return Err(network("there was no answer in time".to_owned())),
    };
    if response.ok() {
        let unreadable = |words: String| Lost {
            failure: Failure::because(Code::ProtocolVersion, words),
            again: false,
            after_ms: None,
        };
        return json::parse(&text).map_err(unreadable);
    }
    match json::parse::<Failure>(&text) {
        Ok(failure) => Err(Lost {
            again: failure.is(Code::Busy) || failure.is(Code::RequestTimeout),
            after_ms: retry_after_ms(&response),
            failure,
        }),
        // Not the verifier's words: something between it and the page.
        Err(_) => Err(Lost {
            again: response.status() >= 500,
            ..network(format!("answer {} without a code", response.status()))
        }),
    }
}

fn retry_after_ms(response: &Response) -> Option<u32> {
    let seconds: u32 = response.headers().get("retry-after")?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1000).min(LONGEST_WAIT_MS))
}

/// Longer with every try, up to a limit.
fn back_off_ms(tries: u32) -> u32 {
    600 << tries.min(2)
}

/// A request that nobody waits for is not sent on.
struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    fn new() -> Result<AbortOnDrop, Failure> {
        let made = AbortController::new();
        made.map(AbortOnDrop)
            .map_err(|thrown| Failure::unexpected("no AbortController", &thrown))
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_asked_for_some_times_a_step_is_sent_until_its_time_is_over() {
        assert!(Persist::Times(3).allows(2, 1e9) && !Persist::Times(3).allows(3, 0.0));
        assert!(Persist::Until(900.0).allows(99, 899.0) && !Persist::Until(900.0).allows(0, 900.0));
    }

    #[test]
    fn tries_become_rarer() {
        assert_eq!([0, 1, 2, 9].map(back_off_ms), [600, 1200, 2400, 2400]);
    }
}
