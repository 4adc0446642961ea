//! The token of a passed run.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poze_protocol::{Code, PozeClaim, ReferenceClaim, ReferenceView, TOKEN_TYP, TokenClaims};
use poze_store::{Challenge, Session, Step};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

use crate::error::ApiError;
use crate::policy::Policy;
use crate::state::App;

/// How long a backend has to check a token, seconds.
const TOKEN_LIFE_S: u64 = 300;

/// A signed token and when it expires, Unix seconds.
pub(crate) fn mint(
    app: &App,
    policy: &Policy,
    session: &Session,
    challenge: &Challenge,
    steps: &[Step],
    reference: &ReferenceView,
) -> Result<(String, u64), ApiError> {
    let now = app.clock.now();
    let claims = TokenClaims {
        iss: app.settings.issuer.clone(),
        aud: session.site_id.clone(),
        sub: session.request.subject.clone(),
        iat: now,
        exp: now + TOKEN_LIFE_S,
        jti: new_jti(),
        nonce: session.request.nonce.clone(),
        auth_time: now,
        acr: policy.acr(challenge.plan.reduced),
        amr: vec!["face".to_owned()],
        action: session.request.action.clone(),
        poze: PozeClaim {
            moves: challenge.plan.steps.iter().skip(1).cloned().collect(),
            engine: app.engine.capabilities().id.to_owned(),
            policy: policy.id(),
            reference: ReferenceClaim {
                id: reference.id.clone(),
                enrolled: reference.enrolled,
            },
            frames_sha256: frames_sha256(steps),
            consent: challenge.plan.consent.text_version.clone(),
        },
    };
    let token = app.keys.sign(TOKEN_TYP, &claims).map_err(|error| {
        tracing::error!(%error, "a token could not be signed");
        Code::Internal
    })?;
    Ok((token, claims.exp))
}

fn new_jti() -> String {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// SHA-256 over the concatenated SHA-256 of all frames in the order they were sent.
fn frames_sha256(steps: &[Step]) -> String {
    let mut hash = Sha256::new();
    for step in steps {
        hash.update(step.frames_sha256.as_deref().unwrap_or_default());
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
