use poze_liveness::Move;

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
    let more = [
        "peace@left-cheek",
        "peace@right-cheek",
        "peace@head",
        "peace@mouth",
    ];
    let all = Move::ALL.iter().map(|mv| mv.id()).chain(more);
    all.map(str::to_owned).collect()
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
    for pair in [
        ["peace", "tilt-right"],
        ["wink-left", "cup@head"],
        ["turn-left", "hand-on-head"],
        ["smile", "ok"],
    ] {
        all.push(pair.map(str::to_owned).to_vec());
    }
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
