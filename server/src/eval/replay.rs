//! `poze eval replay`: is a recording told from a new one when it comes again, and a new one from it?
//!
//! Every clip is one take of one person. Its frames are recorded as a page would, looked at and remembered, in windows
//! as long as a step. Replays are the same windows saved anew in several ways, looked up in the store; honest runs are
//! other windows of the same clip: the same person in the same place a moment later, which is the hardest case there
//! is. Both once more in a room that stands still and fills most of the picture.

mod saved;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use poze_engine::local::LocalEngine;
use poze_engine::{
    Engine, EvidenceFrame, FindingKind, FrameFacts, Look, Picture, Reference, StepEvidence,
    StepFacts, decode,
};
use poze_protocol::FrameKind;
use poze_store::{NewLook, NewSite, Store};
use serde_json::{Map, Value, json};

use self::saved::{AGAIN, FIRST, LIMITS, Saved};
use super::statistics::wilson;
use crate::policy::Policies;
use crate::run::view::CAPTURE;

/// Options of `poze eval replay`.
#[derive(Args, Debug)]
pub(crate) struct ReplayArgs {
    /// Folder with a folder for every clip: its frames, named by their milliseconds, such as 000033.jpg
    #[arg(long, value_name = "DIR")]
    clips: PathBuf,
}

/// As long as a step usually is.
const WINDOW_MS: u32 = 2_400;
/// Between the beginnings of two windows.
const STRIDE_MS: u32 = 600;
/// Between the end of a window and the beginning of one that is somebody's next run.
const APART_MS: u32 = 600;
/// Track frames that are examined at once.
const AT_ONCE: usize = 48;
/// Remembered and asked for, milliseconds.
const THEN: u64 = 1_000;
const NOW: u64 = 2_000;

/// Frames of a take, in order of time.
struct Clip {
    name: String,
    frames: Vec<(u32, PathBuf)>,
}

/// Looks of a clip, with the time at which each begins.
type Windows = Vec<(u32, Look)>;

/// Rates, in the open and in a room.
pub(crate) async fn run(args: ReplayArgs) -> Result<Value> {
    let clips = clips(&args.clips)?;
    let engine = LocalEngine::new(1)?;
    let mut out = Map::new();
    out.insert("clips".to_owned(), json!(clips.len()));
    for (name, room) in [("as_it_is", false), ("in_a_still_room", true)] {
        out.insert(name.to_owned(), measure(&engine, &clips, room).await?);
    }
    Ok(Value::Object(out))
}

async fn measure(engine: &LocalEngine, clips: &[Clip], room: bool) -> Result<Value> {
    let store = Store::temporary().await?;
    let site = NewSite {
        name: "replay".to_owned(),
        origins: Vec::new(),
        policy: None,
        pack: None,
    };
    let site = store.add_site(&site, 0).await?.site.id;
    let mut honest = Vec::new();
    for (n, clip) in clips.iter().enumerate() {
        eprintln!("{}", clip.name);
        let windows = windows(engine, clip, &FIRST, room).await?;
        for (from_ms, look) in &windows {
            let earlier = windows
                .iter()
                .filter(|other| other.0.abs_diff(*from_ms) >= WINDOW_MS + APART_MS);
            honest.extend(earlier.map(|(_, earlier)| share(look, std::slice::from_ref(earlier))));
            let (challenge, hashes) = (format!("{n}"), hashes(look));
            let new = NewLook {
                site_id: &site,
                challenge_id: &format!("{challenge}.{from_ms}"),
                n: 0,
                received_ms: THEN,
                hashes: &hashes,
                bytes: &look.to_bytes(),
            };
            store.remember_look(&new).await?;
        }
    }
    let mut replays = Map::new();
    for saved in &AGAIN {
        let (mut shares, mut led) = (Vec::new(), 0);
        for clip in clips {
            for (_, look) in windows(engine, clip, saved, room).await? {
                let hashes = hashes(&look);
                let asked = NewLook {
                    site_id: &site,
                    challenge_id: "now",
                    n: 0,
                    received_ms: NOW,
                    hashes: &hashes,
                    bytes: &[],
                };
                let found = store.looks_like(&asked).await?;
                led += usize::from(!found.is_empty());
                let found: Vec<Look> = found.iter().filter_map(|b| Look::from_bytes(b)).collect();
                shares.push(share(&look, &found));
            }
        }
        let mut rates = rates(shares);
        rates["with_candidates"] = json!(led);
        replays.insert(saved.name.to_owned(), rates);
    }
    Ok(json!({ "honest": rates(honest), "replays": replays }))
}

/// How much of a look is in the earlier one that has most of it.
fn share(look: &Look, earlier: &[Look]) -> f64 {
    let seen = earlier.iter().map(|earlier| look.seen_in(earlier)).max();
    seen.unwrap_or(0) as f64 / look.prints.len().max(1) as f64
}

fn rates(mut shares: Vec<f64>) -> Value {
    let policies = Policies::built_in();
    let least = f64::from(policies.default().rule(FindingKind::Fresh).least);
    let refused = shares.iter().filter(|share| 1.0 - **share < least).count();
    shares.sort_by(f64::total_cmp);
    let at = |part: f64| shares.get((part * shares.len().saturating_sub(1) as f64) as usize);
    json!({
        "windows": shares.len(),
        "refused": refused,
        "rate": (!shares.is_empty()).then(|| refused as f64 / shares.len() as f64),
        "interval": wilson(refused, shares.len()),
        "share": { "least": at(0.0), "p10": at(0.1), "median": at(0.5), "p99": at(0.99), "most": at(1.0) },
    })
}

fn hashes(look: &Look) -> Vec<[u64; 4]> {
    look.prints.iter().map(|print| print.hash).collect()
}

/// A clip as it is recorded, in windows.
async fn windows(engine: &LocalEngine, clip: &Clip, saved: &Saved, room: bool) -> Result<Windows> {
    let facts = facts(engine, clip, saved, room).await?;
    let end_ms = facts.last().map_or(0, FrameFacts::t_ms);
    let starts = (0..=end_ms.saturating_sub(WINDOW_MS)).step_by(STRIDE_MS as usize);
    let window = |from_ms: u32| {
        let within = |f: &&FrameFacts| (from_ms..from_ms + WINDOW_MS).contains(&f.t_ms());
        let frames = facts.iter().filter(within).cloned().collect();
        (
            from_ms,
            Look::of(&StepFacts {
                frames,
                relief: None,
                fade: None,
            }),
        )
    };
    Ok(starts
        .map(window)
        .filter(|w| !w.1.prints.is_empty())
        .collect())
}

/// What is seen in a clip, a frame every 150 ms.
async fn facts(
    engine: &LocalEngine,
    clip: &Clip,
    saved: &Saved,
    room: bool,
) -> Result<Vec<FrameFacts>> {
    let end_ms = clip.frames.last().map_or(0, |frame| frame.0);
    let mut sent = Vec::new();
    for t_ms in
        (0..=end_ms.saturating_sub(saved.shift_ms)).step_by(CAPTURE.track_interval_ms as usize)
    {
        let nearest = clip
            .frames
            .iter()
            .min_by_key(|f| f.0.abs_diff(t_ms + saved.shift_ms));
        let (_, path) = nearest.context("a clip without frames")?;
        let mut picture: Picture = decode(&std::fs::read(path)?, &LIMITS)?;
        // Another frame, another noise; and another one when it comes again.
        let seed = u64::from(t_ms) << 16 | saved.name.len() as u64;
        if room {
            picture = saved::in_room(&picture, seed);
        }
        sent.push(EvidenceFrame {
            kind: FrameKind::Track,
            t_ms,
            bytes: saved.of(&picture, seed)?,
        });
    }
    let mut facts = Vec::new();
    for frames in sent.chunks(AT_ONCE) {
        let key = frames.first().map(|first| EvidenceFrame {
            kind: FrameKind::Key,
            ..first.clone()
        });
        let frames = key.into_iter().chain(frames.iter().cloned()).collect();
        let step = StepEvidence { n: 0, frames };
        let examined = engine.examine(step, &[], &nobody()).await?;
        let track = |f: &FrameFacts| f.kind == FrameKind::Track;
        facts.extend(examined.frames.into_iter().filter(track));
    }
    Ok(facts)
}

/// Whose face it is, is not asked.
fn nobody() -> Reference {
    Reference {
        model: String::new(),
        bytes: Vec::new(),
    }
}

fn clips(dir: &Path) -> Result<Vec<Clip>> {
    let mut clips = Vec::new();
    for entry in std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        let mut frames = Vec::new();
        for file in std::fs::read_dir(&path)? {
            let file = file?.path();
            let stem = file.file_stem().and_then(|stem| stem.to_str());
            let t_ms = stem.and_then(|stem| stem.parse().ok());
            let t_ms =
                t_ms.with_context(|| format!("not named by milliseconds: {}", file.display()))?;
            frames.push((t_ms, file));
        }
        frames.sort();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        clips.push(Clip { name, frames });
    }
    ensure!(!clips.is_empty(), "no folder in {}", dir.display());
    clips.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(clips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_count_what_the_default_policy_refuses() {
        let told = rates(vec![0.0, 0.5, 0.51, 1.0]);
        assert_eq!((&told["windows"], &told["refused"]), (&json!(4), &json!(2)));
        assert_eq!(told["share"]["most"], json!(1.0));
        assert_eq!(rates(Vec::new())["rate"], Value::Null);
    }

    #[test]
    fn clips_are_folders_of_frames_named_by_their_time() {
        let dir = tempfile::tempdir().unwrap();
        assert!(clips(dir.path()).is_err());
        std::fs::create_dir(dir.path().join("one")).unwrap();
        for name in ["000150.jpg", "000033.jpg"] {
            std::fs::write(dir.path().join("one").join(name), b"").unwrap();
        }
        let found = clips(dir.path()).unwrap();
        let times: Vec<u32> = found[0].frames.iter().map(|f| f.0).collect();
        assert_eq!((found[0].name.as_str(), times), ("one", vec![33, 150]));
        std::fs::write(dir.path().join("one/face.jpg"), b"").unwrap();
        assert!(clips(dir.path()).is_err());
    }
}
