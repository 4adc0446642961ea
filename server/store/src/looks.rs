//! What steps looked like, for a day, and which earlier ones look alike.
//!
//! A frame's 256-bit hash is compared by *bands* (locality-sensitive hashing by bit sampling, Indyk and Motwani 1998):
//! [`BANDS`] times, [`BAND_BITS`] of its bits are chosen and hashed with HMAC-SHA-256. Which bits, and the HMAC, depend
//! on a key of the site that is derived from the master key. Two hashes that differ in `d` bits share a given band with
//! probability `(1 - d / 256) ^ BAND_BITS`: 31 % at 12 bits, so a look of many frames that all differ by so much is
//! still found. What was found is then read, by whoever knows what it means, from a sealed copy.
//!
//! Who has the database without the master key can see that two looks of a site share bands, and nothing of a picture.

use std::collections::HashMap;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sqlx::{Row as _, SqliteConnection};

use crate::error::StoreError;
use crate::open::Store;

/// How long a look is remembered.
pub const LOOKS_KEPT_MS: u64 = 24 * 3600 * 1000;

const BANDS: u8 = 4;
const BAND_BITS: usize = 24;
/// Frames of a look whose bands are kept, spread over it: 32 rows a step.
const FRAMES_KEPT: usize = 8;
/// Frames of a look whose bands are asked for: 64 questions a step.
const FRAMES_ASKED: usize = 16;
/// The newest looks that one band may lead to. A camera before a wall that never changes leads to all of the day.
const PER_BAND: i64 = 128;
/// Looks that are read for a step, those that share most bands.
const FOUND_MAX: usize = 32;
/// Looks of a site; older ones go, sooner than in a day where there are more. 33,000 runs of three steps; about 0.5 GB.
const PER_SITE: i64 = 100_000;

const LOOK: &str = "look";

/// A step as it looked.
#[derive(Clone, Copy, Debug)]
pub struct NewLook<'a> {
    /// Whose.
    pub site_id: &'a str,
    /// The run.
    pub challenge_id: &'a str,
    /// The step.
    pub n: u8,
    /// When its evidence had arrived, Unix milliseconds.
    pub received_ms: u64,
    /// A perceptual hash of each frame, in order.
    pub hashes: &'a [[u64; 4]],
    /// What [`Store::looks_like`] gives back; kept sealed.
    pub bytes: &'a [u8],
}

impl Store {
    /// Remembers a look, once: a step that is sent again was remembered before.
    pub async fn remember_look(&self, look: &NewLook<'_>) -> Result<(), StoreError> {
        let NewLook {
            site_id,
            challenge_id,
            n,
            ..
        } = *look;
        let belongs_to = [LOOK, challenge_id, &n.to_string()];
        let sealed = self.key.seal(site_id, &belongs_to, look.bytes);
        let mut tx = self.pool.begin().await?;
        let inserted = sqlx::query_scalar(
            "INSERT INTO looks (site_id, challenge_id, n, received_ms, sealed) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(site_id)
        .bind(challenge_id)
        .bind(i64::from(n))
        .bind(look.received_ms as i64)
        .bind(sealed)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(id): Option<i64> = inserted else {
            return Ok(());
        };
        let sampler = Sampler::new(self.key.mac(site_id, b"poze/looks/1\0"));
        for band in sampler.bands(look.hashes, FRAMES_KEPT) {
            sqlx::query(
                "INSERT INTO look_bands (site_id, band, look_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(site_id)
            .bind(band)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        }
        drop_surplus(&mut tx, site_id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The bytes of the looks that are most like this one: of other runs of the site, from evidence that had arrived
    /// before this look's and no longer than a day ago.
    pub async fn looks_like(&self, look: &NewLook<'_>) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let sampler = Sampler::new(self.key.mac(look.site_id, b"poze/looks/1\0"));
        let since_ms = look.received_ms.saturating_sub(LOOKS_KEPT_MS);
        let mut shared: HashMap<i64, usize> = HashMap::new();
        for band in sampler.bands(look.hashes, FRAMES_ASKED) {
            let found: Vec<i64> = sqlx::query_scalar(
                "SELECT look_id FROM look_bands WHERE site_id = $1 AND band = $2 ORDER BY look_id DESC LIMIT $3",
            )
            .bind(look.site_id)
            .bind(band)
            .bind(PER_BAND)
            .fetch_all(&mut *connection)
            .await?;
            for id in found {
                *shared.entry(id).or_default() += 1;
            }
        }
        let mut found: Vec<(usize, i64)> = shared.into_iter().map(|(id, n)| (n, id)).collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        let mut bytes = Vec::new();
        for (_, id) in found {
            let row = sqlx::query(
                "SELECT challenge_id, n, sealed FROM looks
                 WHERE id = $1 AND challenge_id <> $2 AND received_ms < $3 AND received_ms > $4",
            )
            .bind(id)
            .bind(look.challenge_id)
            .bind(look.received_ms as i64)
            .bind(since_ms as i64)
            .fetch_optional(&mut *connection)
            .await?;
            let Some(row) = row else { continue };
            let (challenge_id, n): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            let sealed: Vec<u8> = row.try_get(2)?;
            let belongs_to = [LOOK, &challenge_id, &n.to_string()];
            bytes.push(self.key.unseal(look.site_id, &belongs_to, &sealed, LOOK)?);
            if bytes.len() == FOUND_MAX {
                break;
            }
        }
        Ok(bytes)
    }
}

/// The oldest looks of a site that has too many go.
async fn drop_surplus(tx: &mut SqliteConnection, site_id: &str) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM looks WHERE site_id = $1 AND id <=
         (SELECT id FROM looks WHERE site_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
    )
    .bind(site_id)
    .bind(PER_SITE)
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes the looks that have had their day; returns how many.
pub(crate) async fn sweep(store: &Store, now_ms: u64) -> Result<u64, StoreError> {
    let done = sqlx::query("DELETE FROM looks WHERE received_ms <= $1")
        .bind(now_ms.saturating_sub(LOOKS_KEPT_MS) as i64)
        .execute(&store.pool)
        .await?;
    Ok(done.rows_affected())
}

/// Chooses bits and hashes them, by the key of a site.
struct Sampler {
    mac: Hmac<Sha256>,
    chosen: Vec<[u8; BAND_BITS]>,
}

impl Sampler {
    fn new(mac: Hmac<Sha256>) -> Sampler {
        let chosen = (0..BANDS).map(|band| choose(&mac, band)).collect();
        Sampler { mac, chosen }
    }

    /// The bands of up to `frames` frames that are spread over all of them, each once.
    fn bands(&self, hashes: &[[u64; 4]], frames: usize) -> Vec<i64> {
        let count = hashes.len().min(frames);
        let spread = (0..count).map(|n| &hashes[n * hashes.len() / count]);
        let mut bands: Vec<i64> = spread.flat_map(|hash| self.of_frame(hash)).collect();
        bands.sort_unstable();
        bands.dedup();
        bands
    }

    fn of_frame(&self, hash: &[u64; 4]) -> impl Iterator<Item = i64> {
        let bit = |at: u8| (hash[usize::from(at / 64)] >> (at % 64) & 1) as u32;
        (0..BANDS).zip(&self.chosen).map(move |(band, chosen)| {
            let bits = chosen.iter().fold(0u32, |bits, &at| bits << 1 | bit(at));
            let mut mac = self.mac.clone();
            mac.update(&[b'b', band]);
            mac.update(&bits.to_le_bytes());
            i64::from_le_bytes(first(&mac.finalize().into_bytes()))
        })
    }
}

/// Different bits out of 256, by the key: bytes of HMACs in their order, each value once.
fn choose(mac: &Hmac<Sha256>, band: u8) -> [u8; BAND_BITS] {
    let mut chosen = [0; BAND_BITS];
    let mut count = 0;
    let blocks = (0u8..).flat_map(|block| {
        let mut mac = mac.clone();
        mac.update(&[b'c', band, block]);
        <[u8; 32]>::from(mac.finalize().into_bytes())
    });
    for at in blocks {
        if !chosen[..count].contains(&at) {
            chosen[count] = at;
            count += 1;
        }
        if count == BAND_BITS {
            break;
        }
    }
    chosen
}

fn first(bytes: &[u8]) -> [u8; 8] {
    std::array::from_fn(|n| bytes[n])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MasterKey;

    fn sampler(site: &str) -> Sampler {
        let key = MasterKey::from_base64("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=").unwrap();
        Sampler::new(key.mac(site, b"poze/looks/1\0"))
    }

    #[test]
    fn each_site_samples_other_bits_and_hashes_them_otherwise() {
        let (a, b) = (sampler("a"), sampler("b"));
        for (n, chosen) in a.chosen.iter().enumerate() {
            let mut once = chosen.to_vec();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), BAND_BITS);
            assert_ne!(*chosen, b.chosen[n]);
        }
        let hash = [[1, 2, 3, 4]];
        assert_eq!(a.bands(&hash, 1).len(), usize::from(BANDS));
        let others = b.bands(&hash, 1);
        assert!(a.bands(&hash, 1).iter().all(|band| !others.contains(band)));
    }

    #[test]
    fn frames_that_differ_by_few_bits_share_bands_and_others_do_not() {
        let sampler = sampler("a");
        let hash = [0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, 0xA5A5, 0x5A5A];
        let bands = |hash| sampler.bands(&[hash], 1);
        let shared = |other: [u64; 4]| {
            let other = bands(other);
            bands(hash)
                .iter()
                .filter(|band| other.contains(band))
                .count()
        };
        // Every single bit, flipped alone, leaves most bands alone.
        let all: usize = (0..256)
            .map(|at| {
                let mut other = hash;
                other[at / 64] ^= 1 << (at % 64);
                shared(other)
            })
            .sum();
        assert_eq!(all, usize::from(BANDS) * (256 - BAND_BITS));
        assert_eq!(shared(hash.map(|part| !part)), 0);
    }

    #[test]
    fn few_frames_are_all_asked_for_and_many_are_spread() {
        let sampler = sampler("a");
        assert!(sampler.bands(&[], 8).is_empty());
        let many: Vec<[u64; 4]> = (0..40)
            .map(|n| [u64::wrapping_mul(n, 0x9E37_79B9_7F4A_7C15); 4])
            .collect();
        let spread = sampler.bands(&many, 8);
        assert!(spread.len() > 24 && spread.len() <= 32);
        assert!(
            sampler
                .bands(&many[..1], 8)
                .iter()
                .all(|b| spread.contains(b))
        );
    }
}
