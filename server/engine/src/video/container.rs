//! Where in an MP4 file the frames lie, and when they are shown.

use mp4_atom::{
    Atom, Avcc, Codec, Decode, DecodeAtom, FourCC, Header, Moof, Moov, Stbl, StszSamples, Traf,
    Trak, Trex,
};

use super::{VideoError, VideoLimits};

/// The video track of a file.
pub(super) struct Track {
    /// In order of decoding.
    pub(super) samples: Vec<Sample>,
    /// Parameter sets, and how long a NAL unit's length is.
    pub(super) avcc: Avcc,
    /// Quarter turns clockwise that make its pictures upright.
    pub(super) quarter_turns: u8,
    timescale: u64,
}

/// One coded frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sample {
    /// First byte in the file.
    pub(super) offset: u64,
    /// Bytes.
    pub(super) size: u32,
    /// When it is shown, in units of the track's time scale.
    shown: i64,
}

impl Track {
    /// When frames are shown, ascending, milliseconds from the first one.
    pub(super) fn times_ms(&self) -> Vec<u32> {
        let mut shown: Vec<i64> = self.samples.iter().map(|sample| sample.shown).collect();
        shown.sort_unstable();
        let first = shown.first().copied().unwrap_or(0);
        let ms = |t: &i64| u128::from(t.abs_diff(first)) * 1000 / u128::from(self.timescale);
        shown
            .iter()
            .map(|t| u32::try_from(ms(t)).unwrap_or(u32::MAX))
            .collect()
    }
}

/// Atoms that say something; the others are passed over unread.
struct Atoms {
    moov: Moov,
    /// With where each begins.
    moofs: Vec<(u64, Moof)>,
}

/// Finds the video track and its samples.
pub(super) fn read(bytes: &[u8], limits: &VideoLimits) -> Result<Track, VideoError> {
    let atoms = atoms(bytes)?;
    let (trak, avcc) = atoms
        .moov
        .trak
        .iter()
        .find_map(|trak| Some((trak, avcc(trak)?)))
        .ok_or(VideoError::Codec)?;
    let timescale = u64::from(trak.mdia.mdhd.timescale);
    if timescale == 0 {
        return Err(VideoError::Damaged);
    }
    let mut samples = of_table(&trak.mdia.minf.stbl, limits.max_frames)?;
    let id = trak.tkhd.track_id;
    let mut trex = atoms.moov.mvex.iter().flat_map(|mvex| &mvex.trex);
    let trex = trex.rfind(|trex| trex.track_id == id);
    let mut decoded_at = 0;
    for (start, moof) in &atoms.moofs {
        for traf in moof.traf.iter().filter(|traf| traf.tfhd.track_id == id) {
            add_fragment(&mut samples, *start, traf, trex, &mut decoded_at, limits)?;
        }
    }
    let within = |sample: &Sample| {
        let end = sample.offset.checked_add(u64::from(sample.size));
        end.is_some_and(|end| end <= bytes.len() as u64)
    };
    if !samples.iter().all(within) {
        return Err(VideoError::Damaged);
    }
    let track = Track {
        samples,
        avcc: avcc.clone(),
        quarter_turns: quarter_turns(trak),
        timescale,
    };
    match track.times_ms().last() {
        None => Err(VideoError::Damaged),
        Some(last) if u64::from(*last) > limits.max_ms => Err(VideoError::TooLarge),
        Some(_) => Ok(track),
    }
}

fn atoms(bytes: &[u8]) -> Result<Atoms, VideoError> {
    const MOOV: FourCC = Moov::KIND;
    const MOOF: FourCC = Moof::KIND;
    let (mut moov, mut moofs) = (None, Vec::new());
    let mut rest = bytes;
    while !rest.is_empty() {
        let start = (bytes.len() - rest.len()) as u64;
        let header = Header::decode(&mut rest).map_err(|_| VideoError::Damaged)?;
        let size = header.size.unwrap_or(rest.len());
        let mut body = rest.get(..size).ok_or(VideoError::Damaged)?;
        rest = rest.get(size..).unwrap_or_default();
        match header.kind {
            MOOV => moov = Some(Moov::decode_atom(&header, &mut body)),
            MOOF => moofs.push((
                start,
                Moof::decode_atom(&header, &mut body).map_err(|_| VideoError::Damaged)?,
            )),
            _ => {}
        }
    }
    let moov = moov
        .ok_or(VideoError::Damaged)?
        .map_err(|_| VideoError::Damaged)?;
    Ok(Atoms { moov, moofs })
}

fn avcc(trak: &Trak) -> Option<&Avcc> {
    trak.mdia
        .minf
        .stbl
        .stsd
        .codecs
        .iter()
        .find_map(|codec| match codec {
            Codec::Avc1(avc1) => Some(&avc1.avcc),
            Codec::Avc3(avc3) => Some(&avc3.avcc),
            _ => None,
        })
}

/// Turns by which a player shows the track: phones record lying and say how they were held. Mirroring is not read.
fn quarter_turns(trak: &Trak) -> u8 {
    let matrix = &trak.tkhd.matrix;
    match (matrix.a.signum(), matrix.b.signum()) {
        (0, 1) => 1,
        (-1, 0) => 2,
        (0, -1) => 3,
        _ => 0,
    }
}

/// Samples of a file that was written as a whole: sizes, chunks and times lie in tables of their own.
fn of_table(stbl: &Stbl, max_frames: usize) -> Result<Vec<Sample>, VideoError> {
    let sizes: Vec<u32> = match &stbl.stsz.samples {
        StszSamples::Identical { count, .. } if *count as usize > max_frames => {
            return Err(VideoError::TooLarge);
        }
        StszSamples::Identical { count, size } => vec![*size; *count as usize],
        StszSamples::Different { sizes } if sizes.len() > max_frames => {
            return Err(VideoError::TooLarge);
        }
        StszSamples::Different { sizes } => sizes.clone(),
    };
    let count = sizes.len();
    let durations = spread(
        stbl.stts
            .entries
            .iter()
            .map(|e| (e.sample_count, i64::from(e.sample_delta))),
        count,
    );
    let shifts = stbl.ctts.as_ref().map(|ctts| {
        let entries = ctts
            .entries
            .iter()
            .map(|e| (e.sample_count, signed(e.sample_offset)));
        spread(entries, count)
    });
    let mut samples = Vec::with_capacity(count);
    let mut decoded_at = 0i64;
    for (n, (offset, size)) in offsets(stbl, &sizes)?.into_iter().zip(sizes).enumerate() {
        let shift = shifts.as_ref().map_or(0, |shifts| shifts[n]);
        samples.push(Sample {
            offset,
            size,
            shown: decoded_at.saturating_add(shift),
        });
        decoded_at = decoded_at.saturating_add(durations[n]);
    }
    Ok(samples)
}

/// Shifts are 32 bits with a sign, also in files whose version says that they have none: those of Windows mean −1 by
/// `0xFFFF_FFFF`, and players read them so.
fn signed(shift: i64) -> i64 {
    i64::from(shift as u32 as i32)
}

/// Runs of equal values written out, `count` of them; after the last run its value goes on.
fn spread(runs: impl Iterator<Item = (u32, i64)>, count: usize) -> Vec<i64> {
    let mut values = Vec::with_capacity(count);
    let mut last = 0;
    for (times, value) in runs {
        let times = (times as usize).min(count - values.len());
        values.extend(std::iter::repeat_n(value, times));
        last = value;
    }
    values.resize(count, last);
    values
}

/// Where each sample begins: chunks have an offset and hold so many samples, one after another.
fn offsets(stbl: &Stbl, sizes: &[u32]) -> Result<Vec<u64>, VideoError> {
    let chunks: Vec<u64> = match (&stbl.stco, &stbl.co64) {
        (Some(stco), _) => stco.entries.iter().copied().map(u64::from).collect(),
        (None, Some(co64)) => co64.entries.clone(),
        (None, None) => Vec::new(),
    };
    let runs = &stbl.stsc.entries;
    let mut offsets = Vec::with_capacity(sizes.len());
    let mut run = 0;
    for (n, &chunk) in chunks.iter().enumerate() {
        if offsets.len() == sizes.len() {
            break;
        }
        // Chunks are counted from 1 in the table.
        while runs
            .get(run + 1)
            .is_some_and(|next| next.first_chunk as usize <= n + 1)
        {
            run += 1;
        }
        let held = runs.get(run).map_or(0, |run| run.samples_per_chunk) as usize;
        let mut offset = chunk;
        for &size in sizes.iter().skip(offsets.len()).take(held) {
            offsets.push(offset);
            offset = offset.saturating_add(u64::from(size));
        }
    }
    if offsets.len() == sizes.len() {
        Ok(offsets)
    } else {
        Err(VideoError::Damaged)
    }
}

/// Samples of a file that was written while it was recorded: each fragment describes its own.
fn add_fragment(
    samples: &mut Vec<Sample>,
    moof_start: u64,
    traf: &Traf,
    trex: Option<&Trex>,
    decoded_at: &mut i64,
    limits: &VideoLimits,
) -> Result<(), VideoError> {
    let tfhd = &traf.tfhd;
    let base = tfhd.base_data_offset.unwrap_or(moof_start);
    if let Some(tfdt) = &traf.tfdt {
        *decoded_at =
            i64::try_from(tfdt.base_media_decode_time).map_err(|_| VideoError::Damaged)?;
    }
    let default = |own: Option<u32>, of_track: fn(&Trex) -> u32| own.or(trex.map(of_track));
    let duration = default(tfhd.default_sample_duration, |t| t.default_sample_duration);
    let size = default(tfhd.default_sample_size, |t| t.default_sample_size);
    let mut offset = base;
    for trun in &traf.trun {
        if samples.len() + trun.samples.len() > limits.max_frames {
            return Err(VideoError::TooLarge);
        }
        if let Some(from_base) = trun.data_offset {
            offset = base.saturating_add_signed(i64::from(from_base));
        }
        for entry in trun.samples.iter() {
            let size = entry.size.or(size).ok_or(VideoError::Damaged)?;
            samples.push(Sample {
                offset,
                size,
                shown: decoded_at.saturating_add(entry.cts.map_or(0, signed)),
            });
            offset = offset.saturating_add(u64::from(size));
            let lasts = entry.duration.or(duration).unwrap_or(0);
            *decoded_at = decoded_at.saturating_add(i64::from(lasts));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_written_out_and_never_beyond_the_count() {
        assert_eq!(spread([(2, 5), (1, 7)].into_iter(), 5), [5, 5, 7, 7, 7]);
        assert_eq!(spread([(u32::MAX, 3)].into_iter(), 2), [3, 3]);
        assert_eq!(spread(std::iter::empty(), 2), [0, 0]);
    }

    #[test]
    fn shifts_without_a_sign_bit_of_their_own_are_read_with_it() {
        assert_eq!([7, -7, 0xFFFF_FFF9].map(signed), [7, -7, -7]);
    }
}
