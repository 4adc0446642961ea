use super::*;

fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let data: Vec<u8> = (0..width * height * 3).map(|i| (i % 251) as u8).collect();
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&data)
        .unwrap();
    bytes
}

/// A uniform grey baseline JPEG, written by hand: every block is "no change, end of block", two bits.
fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0];
    bytes.extend([1; 64]);
    bytes.extend([0xFF, 0xC0, 0, 11, 8]);
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend([1, 1, 0x11, 0]);
    for table in [0x00, 0x10] {
        bytes.extend([0xFF, 0xC4, 0, 20, table, 1]);
        bytes.extend([0; 16]);
    }
    bytes.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    let bits = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8) * 2;
    bytes.extend(vec![0; bits / 8]);
    if bits % 8 > 0 {
        bytes.push(0xFF >> (bits % 8));
    }
    bytes.extend([0xFF, 0xD9]);
    bytes
}

fn webp_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let data: Vec<u8> = (0..width * height * 3).map(|i| (i % 241) as u8).collect();
    let encoder = image_webp::WebPEncoder::new(&mut bytes);
    encoder
        .encode(&data, width, height, image_webp::ColorType::Rgb8)
        .unwrap();
    bytes
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut bytes = name.to_vec();
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

/// The still as the only frame of an animation.
fn animated_webp(width: u32, height: u32) -> Vec<u8> {
    let size = |n: u32| (n - 1).to_le_bytes();
    let (w, h) = (size(width), size(height));
    let extended = [2, 0, 0, 0, w[0], w[1], w[2], h[0], h[1], h[2]];
    let mut frame = vec![
        0, 0, 0, 0, 0, 0, w[0], w[1], w[2], h[0], h[1], h[2], 100, 0, 0, 0,
    ];
    frame.extend(&webp_of(width, height)[12..]);
    let parts = [
        chunk(b"VP8X", &extended),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &frame),
    ];
    let body = [b"WEBP".to_vec(), parts.concat()].concat();
    chunk(b"RIFF", &body)
}

fn animated_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 200, 200);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[9; 40_000]).unwrap();
    writer.write_image_data(&[7; 40_000]).unwrap();
    drop(writer);
    bytes
}

#[test]
fn pictures_come_back_as_rgb() {
    for (name, bytes, first) in [
        ("png", png_of(200, 170), [0, 1, 2]),
        ("jpeg", jpeg_of(200, 170), [128; 3]),
        ("webp", webp_of(200, 170), [0, 1, 2]),
    ] {
        let picture = decode(&bytes, &Limits::REFERENCE).unwrap();
        let size = (picture.width, picture.height, picture.rgb.len());
        assert_eq!(size, (200, 170, 200 * 170 * 3), "{name}");
        assert_eq!(picture.rgb[..3], first, "{name}");
    }
}

#[test]
fn limits_are_checked_from_the_header() {
    for bytes in [png_of(100, 170), jpeg_of(100, 170), webp_of(100, 170)] {
        assert_eq!(
            inspect(&bytes, &Limits::REFERENCE),
            Err(PictureError::TooSmall)
        );
    }
    for bytes in [png_of(400, 300), jpeg_of(400, 300), webp_of(400, 300)] {
        assert_eq!(inspect(&bytes, &Limits::TRACK), Err(PictureError::TooLarge));
    }
    let long = [png_of(200, 200), vec![0; Limits::TRACK.max_bytes]].concat();
    assert_eq!(inspect(&long, &Limits::TRACK), Err(PictureError::TooLarge));
}

#[test]
fn bombs_are_not_unpacked() {
    // The headers claim what the files do not hold, and nothing is allocated for it.
    let mut png = png_of(200, 200);
    png[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    assert!(inspect(&png, &Limits::REFERENCE).is_err());
    let mut jpeg = jpeg_of(200, 200);
    let at = 2 + 69 + 5;
    jpeg[at..at + 4].copy_from_slice(&[0x3F, 0xFF, 0x3F, 0xFF]);
    assert_eq!(
        decode(&jpeg, &Limits::REFERENCE).err(),
        Some(PictureError::TooLarge)
    );
    // Within the limits, but most of it is missing.
    jpeg[at..at + 4].copy_from_slice(&[0x0C, 0x00, 0x0C, 0x00]);
    assert_eq!(
        decode(&jpeg, &Limits::REFERENCE).err(),
        Some(PictureError::Damaged)
    );
}

#[test]
fn truncated_pictures_are_refused_wherever_they_end() {
    for (name, whole) in [
        ("png", png_of(200, 200)),
        ("jpeg", jpeg_of(200, 200)),
        ("webp", webp_of(200, 200)),
    ] {
        assert!(decode(&whole, &Limits::KEY).is_ok(), "{name}");
        // The last bytes of a PNG are its empty end, those of a JPEG its end marker.
        let most = whole.len() - 2;
        for end in (0..most).step_by(most / 150 + 1).chain([most - 1, most]) {
            assert!(
                decode(&whole[..end], &Limits::KEY).is_err(),
                "{name} cut at {end} of {}",
                whole.len()
            );
        }
    }
}

#[test]
fn damaged_pictures_never_panic() {
    for whole in [png_of(160, 160), jpeg_of(160, 160), webp_of(160, 160)] {
        for at in 0..whole.len().min(600) {
            for value in [0, 0xFF, whole[at] ^ 0x10] {
                let mut damaged = whole.clone();
                damaged[at] = value;
                if let Ok(picture) = decode(&damaged, &Limits::KEY) {
                    assert_eq!(
                        picture.rgb.len(),
                        (picture.width * picture.height * 3) as usize
                    );
                }
            }
        }
    }
}

#[test]
fn other_types_are_refused_by_their_content() {
    let wrong: [&[u8]; 7] = [
        b"",
        b"GIF89a..........",
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"BM....................",
        b"RIFF....WAVEfmt ",
        &[0, 0, 0, 24, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f'],
    ];
    for bytes in wrong {
        assert_eq!(
            decode(bytes, &Limits::KEY).err(),
            Some(PictureError::Type),
            "{bytes:?}"
        );
    }
    assert_eq!(
        decode(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 1], &Limits::KEY).err(),
        Some(PictureError::Damaged)
    );
}

#[test]
fn animations_are_refused() {
    assert_eq!(
        decode(&animated_webp(200, 200), &Limits::KEY).err(),
        Some(PictureError::Type)
    );
    assert_eq!(
        decode(&animated_png(), &Limits::KEY).err(),
        Some(PictureError::Type)
    );
}

#[test]
fn photos_are_turned_upright() {
    let picture = || Picture {
        width: 2,
        height: 1,
        rgb: vec![1, 1, 1, 2, 2, 2],
    };
    let clockwise = turned(picture(), 6);
    assert_eq!((clockwise.width, clockwise.height), (1, 2));
    assert_eq!(clockwise.rgb, [1, 1, 1, 2, 2, 2]);
    assert_eq!(turned(picture(), 3).rgb, [2, 2, 2, 1, 1, 1]);
    assert_eq!(turned(picture(), 8).rgb, [2, 2, 2, 1, 1, 1]);
}

/// A picture with one more chunk before its pixels.
fn png_with(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(data);
    let mut bytes = png_of(200, 200);
    // After the signature and the header.
    let rest = bytes.split_off(33);
    bytes.extend((data.len() as u32).to_be_bytes());
    bytes.extend(name);
    bytes.extend(data);
    bytes.extend(crc.sum().to_be_bytes());
    bytes.extend(rest);
    bytes
}

/// So many zeros, packed a thousandfold.
fn packed(length: usize) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, &vec![0; length]).unwrap();
    packer.finish().unwrap()
}

#[test]
fn colour_profiles_and_texts_are_not_unpacked() {
    let bomb = packed(60 << 20);
    assert!(bomb.len() < 64 << 10);
    for (name, head) in [
        (b"iCCP", &b"profile\0\0"[..]),
        (b"zTXt", b"Comment\0\0"),
        (b"iTXt", b"Comment\0\x01\0\0\0"),
    ] {
        let picture = png_with(name, &[head, &bomb].concat());
        assert!(decode(&picture, &Limits::TRACK).is_ok(), "{name:?}");
        // Nothing of it is kept either: not even the packed bytes, where there is no room for them.
        let reader = png_reader(&picture, &Limits::TRACK).unwrap();
        let info = reader.info();
        assert!(info.icc_profile.is_none());
        assert!(info.compressed_latin1_text.is_empty() && info.utf8_text.is_empty());
    }
}

#[test]
fn what_a_decoder_may_allocate_depends_on_the_picture_that_is_allowed() {
    // A chunk of its own that the decoder keeps: larger than all pixels of a small picture.
    let tiny = Limits {
        max_pixels: 40_000,
        ..Limits::REFERENCE
    };
    let picture = png_with(b"eXIf", &vec![0; 1 << 20]);
    assert_eq!(decode(&picture, &tiny).err(), Some(PictureError::Damaged));
    assert!(decode(&picture, &Limits::REFERENCE).is_ok());
}
