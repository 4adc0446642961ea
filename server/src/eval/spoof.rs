//! `poze eval spoof`: how many presentation attacks pass, and how many living people do not, by what a picture or a
//! recording shows that nobody was asked for?
//!
//! The words are those of ISO/IEC 30107-3: APCER, the part of a species' presentations that is accepted, and BPCER, the
//! part of living people's that is refused.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use poze_engine::local::{Passive, TimedPicture};
use poze_engine::video::{Sampling, Video, VideoLimits, is_video};
use poze_engine::{FindingKind, Findings, decode};
use poze_protocol::Code;
use serde_json::{Map, Value, json};

use super::csv::Table;
use super::pictures::{LIMITS, over_files};
use super::statistics::{rate, wilson};
use crate::policy::{Policies, Policy};

/// Options of `poze eval spoof`.
#[derive(Args, Debug)]
pub(crate) struct SpoofArgs {
    /// CSV with the columns file (a picture or a recording) and label (live, or a species of attack)
    #[arg(long, value_name = "FILE")]
    index: PathBuf,
    /// Where the paths begin; the folder of the CSV if not given
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// The label of what is no attack.
const LIVE: &str = "live";

/// Of a recording no more frames a second are looked at: as many as a page could send.
const FRAMES_PER_SECOND: u32 = 10;

/// What is judged: the others need moves, a reference or other runs.
const PASSIVE: [FindingKind; 8] = [
    FindingKind::Face,
    FindingKind::Single,
    FindingKind::Quality,
    FindingKind::Take,
    FindingKind::Alive,
    FindingKind::Depth,
    FindingKind::Pad,
    FindingKind::Screen,
];

/// The policy whose demands count.
const POLICY: &str = "strict";

/// What became of one presentation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Accepted,
    /// With the reasons, the most telling first.
    Refused(Vec<Code>),
    /// It is no picture or recording that is read: neither accepted nor refused, and no part of a rate.
    Unreadable(String),
}

/// Judges all files and counts.
pub(crate) fn run(args: SpoofArgs) -> Result<Value> {
    let table = Table::read(&args.index)?;
    let (files, labels) = (table.column("file")?, table.column("label")?);
    if let Some(n) = labels.iter().position(|label| label.is_empty()) {
        bail!("row {} has no label", n + 1);
    }
    let policies = Policies::built_in();
    let policy = policies.get(POLICY).context("a built-in policy")?;
    let make = || Ok(Passive::new(None)?);
    let outcomes = over_files(
        &table.root(args.root.as_deref()),
        &files,
        make,
        |passive, bytes, path| {
            let outcome = judge(policy, passive, bytes);
            if let Outcome::Unreadable(error) = &outcome {
                eprintln!("{}: {error}", path.display());
            }
            outcome
        },
    )?;
    Ok(report(&files, &labels, &outcomes))
}

fn judge(policy: &Policy, passive: &mut Passive, bytes: &[u8]) -> Outcome {
    let findings = if is_video(bytes) {
        of_recording(passive, bytes)
    } else {
        decode(bytes, &LIMITS)
            .map(|picture| passive.findings([TimedPicture { t_ms: 0, picture }]))
            .map_err(|error| error.to_string())
    };
    findings.map_or_else(Outcome::Unreadable, |findings| decide(policy, &findings))
}

fn of_recording(passive: &mut Passive, bytes: &[u8]) -> Result<Findings, String> {
    let video = Video::open(bytes, VideoLimits::RECORDING).map_err(|error| error.to_string())?;
    let frames = video.frames(Sampling::PerSecond(FRAMES_PER_SECOND));
    let frames = frames.map_err(|error| error.to_string())?;
    let mut broken = None;
    let frames = frames.map_while(|frame| frame.map_err(|error| broken = Some(error)).ok());
    let findings = passive.findings(frames);
    broken.map_or(Ok(findings), |error| Err(error.to_string()))
}

fn decide(policy: &Policy, findings: &Findings) -> Outcome {
    // One picture has no movement: what was not looked at in it is not asked for.
    let found = findings.findings.iter().map(|finding| finding.kind);
    let mut kinds: Vec<FindingKind> = found.filter(|kind| PASSIVE.contains(kind)).collect();
    kinds.push(FindingKind::Face);
    let decision = policy.decide_among(findings, &kinds);
    if decision.verified {
        Outcome::Accepted
    } else {
        Outcome::Refused(decision.codes)
    }
}

/// Counts of one label.
#[derive(Default)]
struct Counts {
    accepted: usize,
    refused: usize,
    unreadable: usize,
    reasons: BTreeMap<&'static str, usize>,
}

impl Counts {
    fn presentations(&self) -> usize {
        self.accepted + self.refused
    }

    fn to_json(&self) -> Value {
        json!({
            "presentations": self.presentations(),
            "accepted": self.accepted,
            "refused": self.refused,
            "no_face": self.reasons.get(FindingKind::Face.code().id()).unwrap_or(&0),
            "reasons": self.reasons,
            "unreadable": self.unreadable,
        })
    }
}

fn report(files: &[&str], labels: &[&str], outcomes: &[Outcome]) -> Value {
    let mut of_label: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut unreadable = Vec::new();
    for ((file, label), outcome) in files.iter().zip(labels).zip(outcomes) {
        let counts = of_label.entry(label).or_default();
        match outcome {
            Outcome::Accepted => counts.accepted += 1,
            Outcome::Refused(failed) => {
                counts.refused += 1;
                for code in failed {
                    *counts.reasons.entry(code.id()).or_default() += 1;
                }
            }
            Outcome::Unreadable(error) => {
                counts.unreadable += 1;
                unreadable.push(json!({"file": file, "label": label, "error": error}));
            }
        }
    }
    let live = of_label.remove(LIVE).unwrap_or_default();
    let (mut apcer, mut intervals, mut counts) = (Map::new(), Map::new(), Map::new());
    let mut worst: Option<(&str, f64)> = None;
    for (species, count) in &of_label {
        let of = count.presentations();
        let passed = rate(count.accepted, of);
        if let Some(passed) = passed
            && worst.is_none_or(|(_, most)| passed > most)
        {
            worst = Some((species, passed));
        }
        apcer.insert((*species).to_owned(), json!(passed));
        intervals.insert((*species).to_owned(), wilson(count.accepted, of));
        counts.insert((*species).to_owned(), count.to_json());
    }
    json!({
        "policy": POLICY,
        "bpcer": rate(live.refused, live.presentations()),
        "apcer": apcer,
        "worst": worst.map(|(species, apcer)| json!({"species": species, "apcer": apcer})),
        "counts": {"live": live.to_json(), "species": counts},
        "intervals": {"bpcer": wilson(live.refused, live.presentations()), "apcer": intervals},
        "unreadable": unreadable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_engine::Finding;

    fn findings(of: &[(FindingKind, f32)]) -> Findings {
        let finding = |&(kind, score)| Finding {
            kind,
            step: None,
            score,
            detail: String::new(),
        };
        Findings {
            findings: of.iter().map(finding).collect(),
        }
    }

    #[test]
    fn whoever_is_not_there_fails_on_nothing_else() {
        use FindingKind::{Face, Match, Pad, Quality};
        let policies = Policies::built_in();
        let strict = policies.get(POLICY).unwrap();
        let decided = |of: &[(FindingKind, f32)]| decide(strict, &findings(of));
        assert_eq!(decided(&[(Face, 1.0), (Pad, 0.5)]), Outcome::Accepted);
        assert_eq!(
            decided(&[(Face, 1.0), (Quality, 0.1), (Pad, 0.2)]),
            Outcome::Refused(vec![Pad.code(), Quality.code()])
        );
        assert_eq!(
            decided(&[(Face, 0.0), (Pad, 0.0)]),
            Outcome::Refused(vec![Face.code()])
        );
        // What nobody can be asked for decides nothing here; nothing found at all is nobody.
        assert_eq!(decided(&[(Face, 1.0), (Match, 0.0)]), Outcome::Accepted);
        assert_eq!(decided(&[]), Outcome::Refused(vec![Face.code()]));
    }

    #[test]
    fn rates_are_of_what_could_be_read() {
        use FindingKind::{Face, Pad};
        let files = ["a", "b", "c", "d", "e", "f", "g"];
        let labels = [LIVE, LIVE, "print", "print", "mask", "mask", "replay"];
        let outcomes = [
            Outcome::Accepted,
            Outcome::Refused(vec![Face.code()]),
            Outcome::Accepted,
            Outcome::Refused(vec![Pad.code()]),
            Outcome::Refused(vec![Pad.code()]),
            Outcome::Unreadable("the picture is damaged".to_owned()),
            Outcome::Unreadable("the picture is damaged".to_owned()),
        ];
        let report = report(&files, &labels, &outcomes);
        assert_eq!(report["bpcer"], 0.5);
        assert_eq!(
            report["apcer"],
            json!({"mask": 0.0, "print": 0.5, "replay": null})
        );
        assert_eq!(report["worst"], json!({"species": "print", "apcer": 0.5}));
        assert_eq!(report["counts"]["live"]["no_face"], 1);
        assert_eq!(report["counts"]["species"]["mask"]["presentations"], 1);
        assert_eq!(report["counts"]["species"]["mask"]["unreadable"], 1);
        assert_eq!(
            report["counts"]["species"]["print"]["reasons"],
            json!({Pad.code().id(): 1})
        );
        assert_eq!(report["unreadable"][1]["file"], "g");
        assert_eq!(report["intervals"]["apcer"]["replay"], Value::Null);
        assert!(report["intervals"]["bpcer"][0].as_f64().unwrap() > 0.09);
    }

    #[test]
    fn what_cannot_be_read_is_an_outcome_and_no_panic() {
        let policies = Policies::built_in();
        let strict = policies.get(POLICY).unwrap();
        let mut passive = Passive::new(None).unwrap();
        for bytes in [
            b"".as_slice(),
            b"neither picture nor recording",
            b"\0\0\0\x18ftypisom\0\0\0\0",
            b"\xFF\xD8\xFF\xE0",
        ] {
            assert!(matches!(
                judge(strict, &mut passive, bytes),
                Outcome::Unreadable(_)
            ));
        }
    }
}
