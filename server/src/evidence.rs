//! A step's body becomes checked evidence, or is refused. Everything that costs nothing is checked before a picture
//! is kept: count, order, size; then the bytes against the hashes that the page has signed.

use axum::body::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poze_engine::{EvidenceFrame, StepEvidence};
use poze_protocol::{
    Code, FrameKind, FrameMeta, MAX_KEY_FRAMES, MAX_STEP_BYTES, MAX_TRACK_FRAMES, StepMeta,
};
use sha2::{Digest as _, Sha256};

use crate::auth::PageAuth;
use crate::body::{self, Parts};
use crate::error::ApiError;

/// Largest `meta` part: 108 frames of about 110 bytes each, and room.
const META_MAX_BYTES: usize = 32 * 1024;

/// What a page has sent for a step.
pub(crate) struct Received {
    pub(crate) evidence: StepEvidence,
    /// SHA-256 of `meta`, which holds the hash of every frame: the same step sent again has the same.
    pub(crate) meta_sha256: [u8; 32],
    /// The SHA-256 of each frame, one after another.
    pub(crate) frames_sha256: Vec<u8>,
}

/// A step's description, signed by the page that the session is bound to.
pub(crate) struct Described {
    meta: StepMeta,
    meta_sha256: [u8; 32],
}

impl Described {
    /// When its last frame was taken, by the page's clock.
    pub(crate) fn last_ms(&self) -> u32 {
        self.meta.frames.last().map_or(0, |f| f.t_ms)
    }
}

/// Reads the first part of a step and checks its signature, before any frame is read.
pub(crate) async fn describe(parts: &mut Parts, page: &PageAuth) -> Result<Bytes, ApiError> {
    let first = parts.next(META_MAX_BYTES).await?;
    let Some((_, meta)) = first.filter(|(name, _)| name == "meta") else {
        return Err(ApiError::new(
            Code::BadRequest,
            "The first part must be `meta`.",
        ));
    };
    page.verify_bound(&meta)?;
    Ok(meta)
}

/// What a signed description says, if it is of this step.
pub(crate) fn read(meta_bytes: &[u8], challenge_id: &str, n: u8) -> Result<Described, ApiError> {
    let meta: StepMeta = body::parse(meta_bytes)?;
    if meta.challenge != challenge_id || meta.n != n {
        return Err(ApiError::field("meta", "belongs to another step"));
    }
    check_order(&meta.frames)?;
    let meta_sha256 = Sha256::digest(meta_bytes).into();
    Ok(Described { meta, meta_sha256 })
}

/// Reads the frames of a step.
pub(crate) async fn receive(
    parts: &mut Parts,
    Described { meta, meta_sha256 }: Described,
) -> Result<Received, ApiError> {
    let mut frames = Vec::with_capacity(meta.frames.len());
    let mut frames_sha256 = Vec::with_capacity(meta.frames.len() * 32);
    let mut left = MAX_STEP_BYTES;
    for (i, wanted) in meta.frames.iter().enumerate() {
        let Some((name, bytes)) = parts.next(left).await? else {
            return Err(ApiError::new(
                Code::FramesInvalid,
                "There are fewer frames than `meta` names.",
            ));
        };
        left -= bytes.len();
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        if name != format!("f{i}") || URL_SAFE_NO_PAD.encode(hash) != wanted.sha256 {
            return Err(ApiError::new(
                Code::FramesInvalid,
                format!("Frame {i} is not the one that `meta` names."),
            ));
        }
        frames_sha256.extend(hash);
        frames.push(EvidenceFrame {
            kind: wanted.kind,
            t_ms: wanted.t_ms,
            bytes: bytes.to_vec(),
        });
    }
    if parts.next(left).await?.is_some() {
        return Err(ApiError::new(
            Code::FramesInvalid,
            "There are more frames than `meta` names.",
        ));
    }
    Ok(Received {
        evidence: StepEvidence { n: meta.n, frames },
        meta_sha256,
        frames_sha256,
    })
}

/// Enough frames of both kinds, not too many, in order of time.
fn check_order(frames: &[FrameMeta]) -> Result<(), ApiError> {
    let count = |kind| frames.iter().filter(|f| f.kind == kind).count();
    let (keys, track) = (count(FrameKind::Key), count(FrameKind::Track));
    if !(1..=MAX_KEY_FRAMES).contains(&keys) || !(1..=MAX_TRACK_FRAMES).contains(&track) {
        let rule = format!(
            "A step has 1 to {MAX_KEY_FRAMES} key frames and 1 to {MAX_TRACK_FRAMES} track frames."
        );
        return Err(ApiError::new(Code::FramesInvalid, rule));
    }
    if frames.windows(2).any(|pair| pair[1].t_ms < pair[0].t_ms) {
        return Err(ApiError::new(
            Code::FramesInvalid,
            "Frames must be in order of time.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(kinds: &[(FrameKind, u32)]) -> Vec<FrameMeta> {
        kinds
            .iter()
            .map(|&(kind, t_ms)| FrameMeta {
                kind,
                t_ms,
                sha256: String::new(),
            })
            .collect()
    }

    #[test]
    fn a_step_has_some_frames_of_both_kinds_in_order() {
        use FrameKind::{Key, Track};
        assert!(check_order(&frames(&[(Track, 0), (Key, 0), (Track, 150)])).is_ok());
        let many = |kind, n: u32| (0..n).map(|i| (kind, i)).collect::<Vec<_>>();
        for wrong in [
            vec![],
            vec![(Key, 1)],
            vec![(Track, 1)],
            vec![(Track, 5), (Key, 4)],
            [many(Key, 9), vec![(Track, 10)]].concat(),
            [many(Track, 101), vec![(Key, 200)]].concat(),
        ] {
            assert!(check_order(&frames(&wrong)).is_err(), "{wrong:?}");
        }
    }
}
