use poze_liveness::{Move, Step};

use super::*;

/// Sentences that ask for the same with other words.
const ALIKE: [(&str, &str); 4] = [
    ("fist", "fingers-0"),
    ("point-up", "fingers-1"),
    ("peace", "fingers-2"),
    ("open-palm", "fingers-5"),
];

fn of(ids: &[&str]) -> Picture {
    let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    picture(&ids)
}

fn ids() -> Vec<String> {
    Move::ALL.iter().map(|mv| mv.id().to_owned()).collect()
}

/// Every pair that the catalogue has, in the order of its sentence.
fn pairs() -> Vec<Vec<String>> {
    let of = |n: usize, a: Move| {
        let rest = Move::ALL[n..].iter().copied();
        rest.filter(move |b| a.goes_with(*b))
            .map(move |b| Step::pair(a, b))
    };
    let steps = Move::ALL
        .into_iter()
        .enumerate()
        .flat_map(|(n, a)| of(n, a));
    let ids = |step: Step| step.moves.iter().map(|mv| mv.id().to_owned()).collect();
    steps.map(ids).collect()
}

#[test]
fn every_move_has_a_picture_of_its_own() {
    let mut seen: Vec<(String, String)> = Vec::new();
    for id in ids() {
        let picture = of(&[&id]);
        assert_ne!(picture.classes, "calm", "{id}");
        let alike = |other: &str| ALIKE.contains(&(other, &id));
        for (other, markup) in &seen {
            let shapes = picture.markup();
            assert!(alike(other) || *markup != shapes, "{id} looks like {other}");
        }
        seen.push((id, picture.markup()));
    }
}

#[test]
fn moves_that_are_done_together_are_one_picture() {
    let parts = |ids: &[&str]| of(ids).markup().matches("<path").count();
    let both = of(&["wink-left", "banana@head"]).markup();
    assert!(both.contains("pic-yellow") && both.contains("pic-before"));
    let calm = parts(&[]);
    assert_eq!(
        parts(&["tilt-left", "peace"]) - calm,
        parts(&["tilt-left"]) + parts(&["peace"]) - 2 * calm
    );
}

/// Both moves of a pair are in its picture: all the shapes of each, but for those of a calm face that one of them
/// changes.
#[test]
fn every_pair_has_a_picture_that_shows_both_of_its_moves() {
    let pairs = pairs();
    assert!(pairs.len() > 300, "{}", pairs.len());
    let mut seen = std::collections::HashMap::new();
    for pair in &pairs {
        let ids: Vec<&str> = pair.iter().map(String::as_str).collect();
        let both = of(&ids);
        for id in &ids {
            let alone = of(&[id]);
            assert_ne!(both.markup(), alone.markup(), "{ids:?} hides one");
            let class = id.replace('@', "-at-");
            assert!(both.classes.split(' ').any(|c| c == class), "{ids:?}");
        }
        if let Some(other) = seen.insert(both.markup(), pair) {
            let alike = |(a, b): (&String, &String)| a == b || is_alike(a, b);
            assert!(
                pair.iter().zip(other).all(alike),
                "{pair:?} looks like {other:?}"
            );
        }
    }
}

fn is_alike(a: &str, b: &str) -> bool {
    ALIKE.contains(&(a, b)) || ALIKE.contains(&(b, a))
}

#[test]
fn left_and_right_are_mirror_images() {
    for side in ["cover-left-eye", "hand-on-left-cheek", "press-left-cheek"] {
        let right = of(&[&side.replace("left", "right")]);
        let Shape::Group { children, .. } = &right.parts[0] else {
            panic!("a head is a group");
        };
        let Some(Shape::Group { transform, .. }) = children.last() else {
            panic!("the hand lies on top");
        };
        assert_eq!(*transform, MIRRORED);
    }
}

#[test]
fn a_move_of_tomorrow_leaves_a_calm_face() {
    assert_eq!(of(&["stand-on-head", "piano@head", "banana@foot"]), of(&[]));
}

/// `POZE_PICTURES=file.html cargo test -p poze-sdk pictures` writes all of them to a page, to be looked at.
#[test]
fn pictures_are_well_formed_and_can_be_looked_at() {
    let css = ["theme.css", "pictures.css", "motion.css"].map(|name| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("js/styles")
            .join(name);
        std::fs::read_to_string(path)
            .unwrap()
            .replace(":host", ".sheet")
    });
    let mut all: Vec<Vec<String>> = ids().into_iter().map(|id| vec![id]).collect();
    // One pair of each kind, more or less: there are hundreds.
    all.extend(pairs().into_iter().step_by(9));
    let figures = all.iter().map(|ids| {
        let markup = picture(ids).markup();
        assert_eq!(markup.matches("<g").count(), markup.matches("</g>").count());
        format!(
            "<figure><div>{markup}</div><figcaption>{}</figcaption></figure>",
            ids.join(" + ")
        )
    });
    let figures: String = figures.collect();
    if let Some(path) = std::env::var_os("POZE_PICTURES") {
        let layout = "body{margin:0}.sheet{display:grid;grid-template-columns:repeat(10,110px);gap:6px;padding:8px;\
                      background:var(--_surface);color:var(--_text);font:10px sans-serif;text-align:center}\
                      figure{margin:0}figure div{width:92px;height:92px;margin:8px auto 4px}*{animation:none!important}";
        let sheet = |theme| format!("<div class=sheet theme={theme}>{figures}</div>");
        let page = format!(
            "<!doctype html><style>{}{layout}</style>{}{}",
            css.concat(),
            sheet("light"),
            sheet("dark")
        );
        std::fs::write(path, page.replace(".sheet([theme", ".sheet:is([theme")).unwrap();
    }
}
