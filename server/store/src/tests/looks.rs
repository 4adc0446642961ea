//! What steps looked like is found again by what is alike, of the same site, within a day.

use super::*;

/// Frames of a step, the same for the same seed; each differs from its neighbour in most bits.
fn frames(seed: u64) -> Vec<[u64; 4]> {
    let bits = |n: u64| {
        let mixed = (seed * 1000 + n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ mixed.rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9)
    };
    (0..12u64)
        .map(|n| std::array::from_fn(|part| bits(4 * n + part as u64)))
        .collect()
}

/// The frames with `bits` of 256 flipped, spread over each.
fn resaved(frames: &[[u64; 4]], bits: u32) -> Vec<[u64; 4]> {
    let mut changed = frames.to_vec();
    for (n, frame) in changed.iter_mut().enumerate() {
        for k in 0..bits as usize {
            let at = (k * 256 / bits as usize + 7 * n) % 256;
            frame[at / 64] ^= 1 << (at % 64);
        }
    }
    changed
}

fn look<'a>(
    site_id: &'a str,
    challenge_id: &'a str,
    at_ms: u64,
    hashes: &'a [[u64; 4]],
) -> NewLook<'a> {
    NewLook {
        site_id,
        challenge_id,
        n: 1,
        received_ms: at_ms,
        hashes,
        bytes: challenge_id.as_bytes(),
    }
}

#[tokio::test]
async fn a_look_is_found_by_its_like_and_not_by_others() {
    let store = store().await;
    let site = site(&store, "A").await.site.id;
    let (ann, bob) = (frames(1), frames(2));
    store
        .remember_look(&look(&site, "chl_ann", NOW_MS, &ann))
        .await
        .unwrap();
    store
        .remember_look(&look(&site, "chl_bob", NOW_MS, &bob))
        .await
        .unwrap();
    for bits in [1, 6, 12] {
        let again = resaved(&ann, bits);
        let found = store
            .looks_like(&look(&site, "chl_now", NOW_MS + 1, &again))
            .await
            .unwrap();
        assert_eq!(found, [b"chl_ann".to_vec()], "{bits} bits");
    }
    let other = frames(3);
    assert!(
        store
            .looks_like(&look(&site, "chl_now", NOW_MS + 1, &other))
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        store
            .looks_like(&look(&site, "chl_now", NOW_MS + 1, &[]))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_run_is_not_its_own_replay_and_the_first_of_two_is_none() {
    let store = store().await;
    let site = site(&store, "A").await.site.id;
    let hashes = frames(1);
    let first = look(&site, "chl_first", NOW_MS, &hashes);
    store.remember_look(&first).await.unwrap();
    store.remember_look(&first).await.unwrap(); // sent again
    assert!(store.looks_like(&first).await.unwrap().is_empty());
    let second = look(&site, "chl_second", NOW_MS + 5, &hashes);
    store.remember_look(&second).await.unwrap();
    assert!(
        store.looks_like(&first).await.unwrap().is_empty(),
        "it came first"
    );
    assert_eq!(
        store.looks_like(&second).await.unwrap(),
        [b"chl_first".to_vec()]
    );
}

#[tokio::test]
async fn looks_are_of_a_site_and_of_a_day() {
    let store = store().await;
    let (a, b) = (
        site(&store, "A").await.site.id,
        site(&store, "B").await.site.id,
    );
    let hashes = frames(1);
    store
        .remember_look(&look(&a, "chl_a", NOW_MS, &hashes))
        .await
        .unwrap();
    assert!(
        store
            .looks_like(&look(&b, "chl_now", NOW_MS + 1, &hashes))
            .await
            .unwrap()
            .is_empty()
    );
    let at = async |ms| {
        store
            .looks_like(&look(&a, "chl_now", NOW_MS + ms, &hashes))
            .await
            .unwrap()
            .len()
    };
    assert_eq!(
        (at(LOOKS_KEPT_MS - 1).await, at(LOOKS_KEPT_MS).await),
        (1, 0),
        "also before a sweep"
    );
    assert_eq!(store.sweep(NOW + 24 * 3600 - 1).await.unwrap().looks, 0);
    assert_eq!(store.sweep(NOW + 24 * 3600).await.unwrap().looks, 1);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM look_bands")
        .fetch_one(&store.pool)
        .await
        .unwrap();
    assert_eq!(left, 0, "its bands go with it");
}

#[tokio::test]
async fn a_wall_that_never_changes_leads_to_a_bounded_number_of_looks() {
    let store = store().await;
    let site = site(&store, "A").await.site.id;
    let hashes = frames(1);
    for n in 0..40 {
        let challenge = format!("chl_{n}");
        store
            .remember_look(&look(&site, &challenge, NOW_MS + n, &hashes))
            .await
            .unwrap();
    }
    let found = store
        .looks_like(&look(&site, "chl_now", NOW_MS + 100, &hashes))
        .await
        .unwrap();
    assert_eq!(found.len(), 32);
    assert_eq!(found[0], b"chl_39", "the newest first where all are alike");
}

#[tokio::test]
async fn nothing_of_a_look_stands_in_the_clear() {
    let store = store().await;
    let site = site(&store, "A").await.site.id;
    let hashes = frames(1);
    let bytes: Vec<u8> = hashes
        .iter()
        .flatten()
        .flat_map(|part| part.to_le_bytes())
        .collect();
    let look = NewLook {
        bytes: &bytes,
        ..look(&site, "chl_a", NOW_MS, &hashes)
    };
    store.remember_look(&look).await.unwrap();
    let sealed: Vec<u8> = sqlx::query_scalar("SELECT sealed FROM looks")
        .fetch_one(&store.pool)
        .await
        .unwrap();
    let bands: Vec<i64> = sqlx::query_scalar("SELECT band FROM look_bands")
        .fetch_all(&store.pool)
        .await
        .unwrap();
    assert!(bands.len() > 16);
    for hash in hashes.iter().flatten() {
        assert!(!sealed.windows(8).any(|w| w == hash.to_le_bytes()));
        assert!(bands.iter().all(|band| *band != *hash as i64));
    }
}
