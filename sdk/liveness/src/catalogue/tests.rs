use std::collections::HashSet;

use super::*;

#[test]
fn ids_lead_back_to_their_moves_and_no_two_share_one() {
    for mv in Move::ALL {
        assert_eq!(Move::from_id(mv.id()), Some(mv));
    }
    assert_eq!(Move::from_id("stand-on-head"), None);
    let ids: HashSet<&str> = Move::ALL.iter().map(|m| m.id()).collect();
    let texts: HashSet<&str> = Move::ALL.iter().map(|m| m.text()).collect();
    assert_eq!((ids.len(), texts.len()), (96, 96));
}

#[test]
fn ids_are_kebab_case_with_the_place_of_a_prop_or_sign_behind_an_at() {
    for mv in Move::ALL {
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-@".contains(c);
        assert!(mv.id().chars().all(sound), "{}", mv.id());
        let somewhere = mv.has(Tag::Prop) || matches!(mv, Move::SignBeside(..));
        assert_eq!(mv.id().contains('@'), somewhere, "{}", mv.id());
    }
    assert_eq!(
        Move::Hold(Prop::TeddyBear, Place::LeftCheek).id(),
        "teddy-bear@left-cheek"
    );
    assert_eq!(Move::Fingers(Fingers::Three).id(), "fingers-3");
    assert_eq!(Move::Touch(Touch::CoverLeftEye).id(), "cover-left-eye");
}

#[test]
fn signs_have_the_ids_that_vision_gives_them() {
    for gesture in Gesture::ALL {
        let sign = Move::Sign(gesture);
        assert_eq!(sign.id(), gesture.id());
        let beside = Move::SignBeside(gesture, Side::Left);
        assert_eq!(beside.id(), format!("{}@left-cheek", gesture.id()));
        assert_eq!(
            beside.text(),
            format!("{} beside your left cheek", sign.text())
        );
    }
    for fingers in Fingers::ALL {
        assert_eq!(
            Move::Fingers(fingers).id(),
            format!("fingers-{}", fingers.count())
        );
    }
}

#[test]
fn sentences_have_no_end_and_begin_with_a_capital() {
    for mv in Move::ALL {
        let text = mv.text();
        assert!(text.starts_with(|c: char| c.is_ascii_uppercase()), "{text}");
        assert!(!text.ends_with('.'), "{text}");
    }
}

#[test]
fn the_mirror_swaps_left_and_right_and_nothing_else() {
    for mv in Move::ALL {
        let mirrored = mv.mirrored();
        assert_eq!(mirrored.mirrored(), mv);
        let swapped = if mv.id().contains("left") {
            mv.id().replace("left", "right")
        } else {
            mv.id().replace("right", "left")
        };
        assert_eq!(mirrored.id(), swapped);
        assert_eq!(mirrored.tags(), mv.tags());
    }
}

#[test]
fn every_move_says_which_models_it_needs() {
    let face = Move::judged_with(&[ModelGroup::Face]);
    assert_eq!(face, HEAD_AND_FACE);
    let hands = Move::judged_with(&[ModelGroup::Face, ModelGroup::Hands]);
    assert_eq!(hands.len(), 17 + 8 + 16 + 6 + 9);
    let objects = Move::judged_with(&[ModelGroup::Face, ModelGroup::Objects]);
    assert_eq!(objects.len(), 17 + 36);
    assert!(objects.iter().all(|m| !m.id().starts_with("shoe@")));
    assert!(Move::judged_with(&[ModelGroup::Hands]).is_empty());
}

#[test]
fn all_that_can_be_held_is_tagged_so() {
    for mv in Move::ALL {
        let there_and_back = matches!(mv, Move::Nod | Move::Shake);
        assert_eq!(mv.has(Tag::Stillness), !there_and_back, "{}", mv.id());
        assert_eq!(mv.has(Tag::Hands), mv.needs().contains(&ModelGroup::Hands));
    }
}
