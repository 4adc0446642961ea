//! How it ended.

use poze_protocol::Code;
use web_sys::{Document, Element};

use super::stage::{Stage, View};
use super::{button, illustration};
use crate::browser::{Listener, Tag};
use crate::error::Failure;
use crate::run::{Event, Post};
use crate::texts::Texts;

/// It was them.
pub(crate) fn success(stage: &Stage, texts: &Texts) -> View {
    let document = stage.document();
    let words = [paragraph(&document, texts.t("verdict-success-note"))];
    View {
        element: view(
            &document,
            "success",
            &illustration::happy(&document),
            texts.t("verdict-success"),
            &words,
            None,
        ),
        listeners: Vec::new(),
    }
}

/// The verifier said no: why, as far as it may be told, and whether there is another try.
pub(crate) fn refusal(
    stage: &Stage,
    texts: &Texts,
    codes: &[Code],
    tries_left: u8,
    post: &Post,
) -> View {
    let document = stage.document();
    let mut reasons: Vec<&str> = codes.iter().map(|&code| texts.reason(code)).collect();
    reasons.dedup();
    let mut words: Vec<Element> = reasons
        .iter()
        .map(|reason| paragraph(&document, reason))
        .collect();
    let tries = match tries_left {
        0 => texts.t("verdict-no-tries").to_owned(),
        1 => texts.t("verdict-one-try").to_owned(),
        n => texts.fill("verdict-tries", &[("n", &n.to_string())]),
    };
    words.push(small(&document, &tries));
    let (buttons, listeners) = buttons(&document, texts, tries_left > 0, post);
    View {
        element: view(
            &document,
            "refusal",
            &illustration::puzzled(&document),
            texts.t("verdict-failure"),
            &words,
            Some(&buttons),
        ),
        listeners,
    }
}

/// The answer to the last step was lost and is asked for again.
pub(crate) fn waiting(stage: &Stage, texts: &Texts, post: &Post) -> View {
    let document = stage.document();
    let words = [paragraph(&document, texts.t("stage-again"))];
    let cancel = texts.t("stage-cancel");
    let (cancel, on_cancel) = button(&document, "cancel", "quiet", cancel, post, || Event::Cancel);
    View {
        element: view(
            &document,
            "waiting",
            &illustration::of_moves(&document, &[]),
            texts.t("stage-judging"),
            &words,
            Some(&row(&document, &[cancel])),
        ),
        listeners: vec![on_cancel],
    }
}

/// Something went wrong.
pub(crate) fn failure(stage: &Stage, texts: &Texts, failure: &Failure, post: &Post) -> View {
    let document = stage.document();
    let words = [
        paragraph(&document, texts.error(failure)),
        Tag::html(&document, "p")
            .class("code")
            .text(&failure.code)
            .done(),
    ];
    let (buttons, listeners) = buttons(&document, texts, failure.retryable, post);
    let title = if failure.code.starts_with("camera_") {
        "stage-no-camera"
    } else {
        "stage-interrupted"
    };
    View {
        element: view(
            &document,
            "failure",
            &illustration::puzzled(&document),
            texts.t(title),
            &words,
            Some(&buttons),
        ),
        listeners,
    }
}

fn view(
    document: &Document,
    kind: &str,
    picture: &Element,
    title: &str,
    words: &[Element],
    buttons: Option<&Element>,
) -> Element {
    let title = Tag::html(document, "h2")
        .with("tabindex", "-1")
        .text(title)
        .done();
    let words = Tag::html(document, "div")
        .class("words")
        .holding(std::iter::once(&title).chain(words))
        .done();
    let picture = Tag::html(document, "div")
        .class("pictogram")
        .holding([picture])
        .done();
    let headed = Tag::html(document, "div")
        .class("headed")
        .holding(&[picture, words])
        .done();
    let role = match kind {
        "success" | "waiting" => "status",
        _ => "alert",
    };
    Tag::html(document, "section")
        .class(&format!("view ending {kind}"))
        .with("part", kind)
        .with("role", role)
        .holding(std::iter::once(&headed).chain(buttons))
        .done()
}

fn paragraph(document: &Document, text: &str) -> Element {
    Tag::html(document, "p").text(text).done()
}

fn small(document: &Document, text: &str) -> Element {
    Tag::html(document, "p").class("tries").text(text).done()
}

fn buttons(
    document: &Document,
    texts: &Texts,
    again: bool,
    post: &Post,
) -> (Element, Vec<Listener>) {
    let close = texts.t("failure-close");
    let (close, on_close) = button(document, "close", "quiet", close, post, || Event::Close);
    let mut row = vec![close];
    let mut listeners = vec![on_close];
    if again {
        let retry = texts.t("failure-retry");
        let (retry, on_retry) = button(document, "retry", "primary", retry, post, || Event::Retry);
        row.push(retry);
        listeners.push(on_retry);
    }
    (self::row(document, &row), listeners)
}

fn row(document: &Document, buttons: &[Element]) -> Element {
    Tag::html(document, "div")
        .class("buttons")
        .holding(buttons)
        .done()
}
