//! Recordings made here: flat colours, encoded by the library that decodes them.

use std::result::Result;

use mp4_atom::*;
use openh264::encoder::Encoder;
use openh264::formats::{RgbSliceU8, YUVBuffer};

use super::*;

const WIDTH: usize = 96;
const HEIGHT: usize = 64;
/// Units of time a second, and a frame.
const TIMESCALE: u32 = 3000;
const DURATION: u32 = 100;

/// Grey levels of the frames.
const LEVELS: [u8; 6] = [40, 80, 120, 160, 200, 240];

fn units(annex_b: &[u8]) -> Vec<Vec<u8>> {
    let starts: Vec<usize> = (0..annex_b.len().saturating_sub(2))
        .filter(|&n| annex_b[n..n + 3] == [0, 0, 1])
        .collect();
    let ends = starts.iter().skip(1).copied().chain([annex_b.len() + 1]);
    let unit = |(start, end): (&usize, usize)| {
        let bytes = &annex_b[start + 3..end - 1];
        bytes.strip_suffix(&[0]).unwrap_or(bytes).to_vec()
    };
    starts.iter().zip(ends).map(unit).collect()
}

/// Parameter sets, and the samples.
fn encoded() -> (Avcc, Vec<Vec<u8>>) {
    let mut encoder = Encoder::new().unwrap();
    let mut avcc = Avcc {
        configuration_version: 1,
        length_size: 4,
        ..Avcc::new(&[0x67, 66, 0, 30], &[]).unwrap()
    };
    avcc.sequence_parameter_sets.clear();
    avcc.picture_parameter_sets.clear();
    let mut samples = Vec::new();
    for level in LEVELS {
        let rgb = vec![level; WIDTH * HEIGHT * 3];
        let yuv = YUVBuffer::from_rgb8_source(RgbSliceU8::new(&rgb, (WIDTH, HEIGHT)));
        let mut sample = Vec::new();
        for unit in units(&encoder.encode(&yuv).unwrap().to_vec()) {
            match unit[0] & 0x1F {
                7 => avcc.sequence_parameter_sets = vec![unit],
                8 => avcc.picture_parameter_sets = vec![unit],
                _ => {
                    sample.extend((unit.len() as u32).to_be_bytes());
                    sample.extend(unit);
                }
            }
        }
        samples.push(sample);
    }
    (avcc, samples)
}

fn moov(avcc: Avcc, samples: &[Vec<u8>]) -> Moov {
    let mut trak = Trak::default();
    trak.tkhd.track_id = 1;
    trak.tkhd.matrix.a = 1 << 16;
    trak.tkhd.matrix.d = 1 << 16;
    trak.mdia.mdhd.timescale = TIMESCALE;
    trak.mdia.mdhd.language = "und".to_owned();
    trak.mdia.hdlr.handler = FourCC::new(b"vide");
    let stbl = &mut trak.mdia.minf.stbl;
    stbl.stsd.codecs = vec![Codec::Avc1(Avc1 {
        visual: Visual::default(),
        avcc,
        btrt: None,
        colr: None,
        pasp: None,
        taic: None,
        fiel: None,
        spatial: None,
    })];
    let sizes = samples.iter().map(|s| s.len() as u32).collect();
    stbl.stsz.samples = StszSamples::Different { sizes };
    stbl.stts.entries = vec![SttsEntry {
        sample_count: samples.len() as u32,
        sample_delta: DURATION,
    }];
    stbl.stsc.entries = vec![StscEntry {
        first_chunk: 1,
        samples_per_chunk: samples.len() as u32,
        sample_description_index: 1,
    }];
    stbl.stco = Some(Stco {
        entries: vec![(beginning().len() + 8) as u32],
    });
    Moov {
        trak: vec![trak],
        ..Moov::default()
    }
}

fn beginning() -> Vec<u8> {
    let ftyp = Ftyp {
        major_brand: b"isom".into(),
        minor_version: 0,
        compatible_brands: Vec::new(),
    };
    bytes_of(&ftyp)
}

fn bytes_of(atom: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    atom.encode(&mut bytes).unwrap();
    bytes
}

fn mdat(samples: &[Vec<u8>]) -> Vec<u8> {
    let data = samples.concat();
    bytes_of(&Mdat { data })
}

/// A recording, after a change to what its header says.
fn recorded(change: impl FnOnce(&mut Moov)) -> Vec<u8> {
    let (avcc, samples) = encoded();
    let mut moov = moov(avcc, &samples);
    change(&mut moov);
    [beginning(), mdat(&samples), bytes_of(&moov)].concat()
}

/// What a recorder writes that does not know the end yet.
fn fragmented(change: impl FnOnce(&mut Traf)) -> Vec<u8> {
    let (avcc, samples) = encoded();
    let mut header = moov(avcc, &[]);
    header.trak[0].mdia.minf.stbl.stco = Some(Stco::default());
    header.mvex = Some(Mvex {
        mehd: None,
        trex: vec![Trex {
            track_id: 1,
            default_sample_duration: DURATION,
            ..Trex::default()
        }],
    });
    let mut traf = Traf::default();
    traf.tfhd.track_id = 1;
    traf.tfhd.default_base_is_moof = true;
    let entry = |sample: &Vec<u8>| TrunEntry {
        size: Some(sample.len() as u32),
        ..TrunEntry::default()
    };
    traf.trun = vec![Trun {
        data_offset: Some(0),
        samples: TrunSamples::Explicit(samples.iter().map(entry).collect()),
    }];
    change(&mut traf);
    let mut moof = Moof {
        traf: vec![traf],
        ..Moof::default()
    };
    let data_offset = bytes_of(&moof).len() as i32 + 8;
    moof.traf[0].trun[0].data_offset = Some(data_offset);
    [
        beginning(),
        bytes_of(&header),
        bytes_of(&moof),
        mdat(&samples),
    ]
    .concat()
}

type Seen = Vec<(u32, u32, u32, u8)>;

/// Time, width, height and the middle's level of each frame.
fn seen(bytes: &[u8], limits: VideoLimits, sampling: Sampling) -> Result<Seen, VideoError> {
    let video = Video::open(bytes, limits)?;
    let frames = video.frames(sampling)?;
    frames
        .map(|frame| {
            let frame = frame?;
            let picture = frame.picture;
            let middle = picture.rgb[picture.rgb.len() / 2];
            Ok((frame.t_ms, picture.width, picture.height, middle))
        })
        .collect()
}

const ALL: Sampling = Sampling::Evenly(usize::MAX);

fn times_and_levels(seen: &Seen) -> Vec<(u32, usize)> {
    let level = |middle: u8| LEVELS.iter().position(|level| level.abs_diff(middle) < 8);
    seen.iter()
        .map(|(t_ms, _, _, middle)| (*t_ms, level(*middle).unwrap()))
        .collect()
}

#[test]
fn frames_come_back_with_their_times() {
    let whole = seen(&recorded(|_| ()), VideoLimits::RECORDING, ALL).unwrap();
    assert!(whole.iter().all(|s| (s.1, s.2) == (96, 64)));
    let expected = [(0, 0), (33, 1), (66, 2), (100, 3), (133, 4), (166, 5)];
    assert_eq!(times_and_levels(&whole), expected);
    let some = seen(
        &recorded(|_| ()),
        VideoLimits::RECORDING,
        Sampling::Evenly(2),
    );
    assert_eq!(times_and_levels(&some.unwrap()), [(0, 0), (166, 5)]);
    let slow = seen(
        &recorded(|_| ()),
        VideoLimits::RECORDING,
        Sampling::PerSecond(10),
    );
    assert_eq!(times_and_levels(&slow.unwrap()), [(0, 0), (100, 3)]);
}

#[test]
fn what_a_browser_records_is_read_fragment_by_fragment() {
    let whole = seen(&fragmented(|_| ()), VideoLimits::RECORDING, ALL).unwrap();
    let expected = [(0, 0), (33, 1), (66, 2), (100, 3), (133, 4), (166, 5)];
    assert_eq!(times_and_levels(&whole), expected);
    let endless = fragmented(|traf| {
        traf.tfhd.default_sample_size = Some(1);
        traf.trun[0].samples = TrunSamples::Inherited {
            count: u32::MAX,
            first_flags: None,
        };
    });
    let refused = seen(&endless, VideoLimits::RECORDING, ALL);
    assert_eq!(refused, Err(VideoError::TooLarge));
}

#[test]
fn what_a_phone_recorded_lying_stands_upright() {
    let turned = recorded(|moov| {
        let matrix = &mut moov.trak[0].tkhd.matrix;
        (matrix.a, matrix.b, matrix.c, matrix.d) = (0, 1 << 16, -(1 << 16), 0);
    });
    let turned = seen(&turned, VideoLimits::RECORDING, ALL).unwrap();
    assert!(turned.iter().all(|s| (s.1, s.2) == (64, 96)));
}

#[test]
fn every_bound_holds() {
    let bytes = recorded(|_| ());
    let all = VideoLimits::RECORDING;
    let pixels = (WIDTH * HEIGHT) as u64;
    let last = LEVELS.len() as u64;
    for limits in [
        VideoLimits {
            max_bytes: bytes.len() - 1,
            ..all
        },
        VideoLimits {
            max_frames: LEVELS.len() - 1,
            ..all
        },
        VideoLimits { max_ms: 165, ..all },
        VideoLimits {
            max_frame_pixels: pixels - 1,
            ..all
        },
        VideoLimits {
            max_pixels: pixels * last - 1,
            ..all
        },
    ] {
        assert_eq!(seen(&bytes, limits, ALL), Err(VideoError::TooLarge));
    }
    let just = VideoLimits {
        max_bytes: bytes.len(),
        max_frames: LEVELS.len(),
        max_ms: 166,
        max_frame_pixels: pixels,
        max_pixels: pixels * last,
    };
    assert_eq!(seen(&bytes, just, ALL).unwrap().len(), LEVELS.len());
}

#[test]
fn a_count_without_bytes_behind_it_costs_nothing() {
    let endless = recorded(|moov| {
        moov.trak[0].mdia.minf.stbl.stsz.samples = StszSamples::Identical {
            count: u32::MAX,
            size: 1,
        };
    });
    let refused = seen(&endless, VideoLimits::RECORDING, ALL);
    assert_eq!(refused, Err(VideoError::TooLarge));
}

#[test]
fn what_is_no_recording_of_the_kind_is_refused() {
    let of = |bytes: &[u8]| seen(bytes, VideoLimits::RECORDING, ALL);
    assert_eq!(of(b""), Err(VideoError::Type));
    assert_eq!(of(b"\x1a\x45\xdf\xa3 a WebM file"), Err(VideoError::Type));
    let other = recorded(|moov| {
        moov.trak[0].mdia.minf.stbl.stsd.codecs = vec![Codec::Vp08(Vp08::default())]
    });
    assert_eq!(of(&other), Err(VideoError::Codec));
    let silent = recorded(|moov| moov.trak.clear());
    assert_eq!(of(&silent), Err(VideoError::Codec));
}

#[test]
fn tables_that_do_not_fit_are_damage() {
    let changes: [fn(&mut Stbl); 5] = [
        |stbl| stbl.stco = None,
        |stbl| {
            stbl.stco = Some(Stco {
                entries: vec![u32::MAX],
            })
        },
        |stbl| stbl.stsc.entries.clear(),
        |stbl| stbl.stsc.entries[0].samples_per_chunk = 2,
        |stbl| stbl.stsz.samples = StszSamples::Different { sizes: Vec::new() },
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let bytes = recorded(|moov| change(&mut moov.trak[0].mdia.minf.stbl));
        let refused = seen(&bytes, VideoLimits::RECORDING, ALL);
        assert_eq!(refused, Err(VideoError::Damaged), "{n}");
    }
    let timeless = recorded(|moov| moov.trak[0].mdia.mdhd.timescale = 0);
    let refused = seen(&timeless, VideoLimits::RECORDING, ALL);
    assert_eq!(refused, Err(VideoError::Damaged));
}

#[test]
fn a_recording_that_breaks_off_is_damage() {
    let bytes = recorded(|_| ());
    for length in (0..bytes.len()).step_by(13) {
        assert!(seen(&bytes[..length], VideoLimits::RECORDING, ALL).is_err());
    }
}

#[test]
fn whatever_byte_is_wrong_there_is_an_answer() {
    for bytes in [recorded(|_| ()), fragmented(|_| ())] {
        for n in 0..bytes.len() {
            for wrong in [0x00, 0xFF, bytes[n] ^ 0x10] {
                let mut broken = bytes.clone();
                broken[n] = wrong;
                // An error or frames, but an end.
                let frames = seen(&broken, VideoLimits::RECORDING, ALL);
                assert!(frames.map_or(0, |seen| seen.len()) <= LEVELS.len());
            }
        }
    }
}
