//! The view while the camera runs.

use std::cell::{Cell, RefCell};

use poze_protocol::StepView;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Document, Element, HtmlCanvasElement, HtmlVideoElement};

use super::clock::{Clock, Running};
use super::stage::{Stage, View};
use super::{button, illustration, oval, set_number};
use crate::browser::{Listener, Tag, set_shown, set_text, sleep};
use crate::run::{Event, Post};
use crate::texts::Texts;

/// Of a move, how far is "nearly".
const NEARLY: f32 = 0.5;

/// Elements of the view, and what was shown in them last.
pub(crate) struct Live<'a> {
    texts: &'a Texts,
    document: Document,
    view: Element,
    video: HtmlVideoElement,
    oval: Element,
    clock: Clock,
    hint: Element,
    steps: Element,
    supplies: Element,
    picture: Element,
    title: Element,
    ticks: Element,
    note: Element,
    shutter: Element,
    another: Element,
    chips: RefCell<Vec<Element>>,
    nearly: Cell<bool>,
    _buttons: [Listener; 2],
}

impl<'a> Live<'a> {
    /// Shows the view as it is until the camera is there.
    pub(crate) fn show(stage: &Stage, texts: &'a Texts, post: &Post) -> Live<'a> {
        let document = stage.document();
        let html = |tag: &str, class: &str| Tag::html(&document, tag).class(class);
        let video = html("video", "picture")
            .with("playsinline", "")
            .with("muted", "")
            .with("autoplay", "")
            .with("disablepictureinpicture", "")
            .with("aria-hidden", "true")
            .done();
        let oval = oval::oval(&document);
        let clock = Clock::new(&document, texts.t("stage-time-left"));
        let steps = html("div", "steps").with("aria-hidden", "true").done();
        let hint = html("p", "hint")
            .with("part", "hint")
            .with("role", "status")
            .with("aria-live", "polite")
            .done();
        let supplies = html("div", "bar supplies")
            .with("role", "progressbar")
            .with("aria-label", texts.t("stage-fetching"))
            .with("aria-valuemin", "0")
            .with("aria-valuemax", "100")
            .with("hidden", "")
            .holding(&[html("div", "bar-fill").done()])
            .done();
        let scene = html("div", "scene")
            .with("part", "camera")
            .holding(&[
                video.clone(),
                oval.clone(),
                steps.clone(),
                supplies.clone(),
                clock.element.clone(),
                hint.clone(),
            ])
            .done();

        let picture = html("div", "pictogram")
            .holding(&[illustration::camera(&document)])
            .done();
        let title = html("h2", "sentence")
            .with("tabindex", "-1")
            .with("aria-live", "assertive")
            .text(texts.t("stage-opening"))
            .done();
        let ticks = html("ul", "ticks").done();
        let note = html("p", "note").with("aria-live", "polite").done();
        let words = html("div", "words")
            .holding(&[title.clone(), ticks.clone(), note.clone()])
            .done();
        let prompt = html("div", "prompt")
            .with("part", "prompt")
            .holding(&[picture.clone(), words])
            .done();

        let press =
            |name, kind, key, event| button(&document, name, kind, texts.t(key), post, event);
        let (cancel, on_cancel) = press("cancel", "quiet", "stage-cancel", || Event::Cancel);
        let (shutter, on_shutter) = press("shutter", "primary", "stage-shutter", || Event::Shutter);
        let (another, on_another) = press("another", "quiet", "stage-another", || Event::Another);
        set_shown(&shutter, false);
        set_shown(&another, false);
        let buttons = html("div", "buttons")
            .holding(&[cancel, another.clone(), shutter.clone()])
            .done();
        let view = html("section", "live")
            .with("part", "live")
            .with("data-phase", "camera")
            .holding(&[scene, prompt, buttons])
            .done();
        stage.show(View {
            element: view.clone(),
            listeners: vec![on_cancel],
        });
        Live {
            texts,
            document,
            view,
            video: video.unchecked_into(),
            oval,
            clock,
            hint,
            steps,
            supplies,
            picture,
            title,
            ticks,
            note,
            shutter,
            another,
            chips: RefCell::default(),
            nearly: Cell::new(false),
            _buttons: [on_shutter, on_another],
        }
    }

    pub(crate) fn video(&self) -> &HtmlVideoElement {
        &self.video
    }

    /// The browser is asking the visitor.
    pub(crate) fn wait_for_permission(&self) {
        set_text(&self.title, self.texts.t("stage-camera"));
        self.say(self.texts.t("stage-camera-note"));
    }

    /// The camera is there; the challenge is not yet.
    pub(crate) fn begin(&self) {
        self.phase("ready");
        self.draw(&illustration::of_moves(&self.document, &[]));
        set_text(&self.title, self.texts.t("stage-ready"));
        self.say("");
    }

    /// Resolves with the first picture.
    pub(crate) async fn playing(&self) {
        const HAVE_CURRENT_DATA: u16 = 2;
        while self.video.ready_state() < HAVE_CURRENT_DATA || self.video.video_width() == 0 {
            sleep(15).await;
        }
    }

    /// Counts down to the deadline; posts when it is reached.
    pub(crate) fn count_down(&self, started_ms: f64, remaining_ms: u32, post: &Post) -> Running {
        self.clock.run(started_ms, remaining_ms, post)
    }

    /// Asks for a step.
    pub(crate) fn ask(&self, step: &StepView, total: u8) {
        self.phase("ask");
        self.nearly.set(false);
        self.draw(&illustration::of_moves(&self.document, &step.moves));
        set_text(&self.title, &self.texts.sentence(step));
        self.say(if step.n == 0 {
            self.texts.t("stage-neutral-note")
        } else {
            ""
        });
        self.hint(None);
        self.hold(0.0);
        self.offer_shutter(false);
        self.offer_another(false);
        self.show_position(step.n, total);
        let chips: Vec<Element> = step.moves.iter().map(|id| self.chip(id)).collect();
        self.ticks.set_text_content(None);
        for chip in &chips {
            let appended = self.ticks.append_child(chip);
            debug_assert!(appended.is_ok());
        }
        self.chips.replace(chips);
    }

    /// One hint, or none.
    pub(crate) fn hint(&self, id: Option<&str>) {
        let id = match id {
            Some("go-on") if self.nearly.get() => Some("nearly"),
            id => id,
        };
        let text = id.map(|id| self.texts.hint(id)).unwrap_or_default();
        set_text(&self.hint, &text);
        self.mark("data-hint", id.unwrap_or("none"));
    }

    /// How far each move is.
    pub(crate) fn moves(&self, scores: &[f32]) {
        for (chip, &score) in self.chips.borrow().iter().zip(scores) {
            set_number(chip, "--_part", score);
            // `class` is a valid name.
            let _ = chip.class_list().toggle_with_force("seen", score >= 1.0);
        }
        let furthest_back = scores.iter().copied().fold(1.0, f32::min);
        self.nearly.set(furthest_back >= NEARLY);
    }

    /// How much has come of what the next steps need; none when all is there.
    pub(crate) fn supply(&self, part: Option<f32>) {
        set_shown(&self.supplies, part.is_some());
        let Some(part) = part else { return };
        set_number(&self.supplies, "--_done", part);
        let percent = ((part * 100.0) as u32).to_string();
        // The name is valid.
        let _ = self.supplies.set_attribute("aria-valuenow", &percent);
    }

    /// All is done but for what is still on its way.
    pub(crate) fn wait_for_supplies(&self) {
        self.say(self.texts.t("stage-fetching"));
    }

    /// How much of the hold has passed.
    pub(crate) fn hold(&self, part: f32) {
        oval::fill(&self.oval, part);
    }

    pub(crate) fn offer_shutter(&self, shown: bool) {
        set_shown(&self.shutter, shown);
    }

    /// Whether the visitor may ask for another move.
    pub(crate) fn offer_another(&self, shown: bool) {
        set_shown(&self.another, shown);
    }

    /// Another move is on its way.
    pub(crate) fn wait_for_another(&self) {
        self.offer_shutter(false);
        self.offer_another(false);
        self.hold(0.0);
        self.hint(None);
        self.say(self.texts.t("stage-another-coming"));
    }

    /// Kind words for whom a step takes long.
    pub(crate) fn encourage(&self, due: bool) {
        if due {
            self.say(self.texts.t("stage-encourage"));
        }
    }

    /// The step is done and under way to the verifier.
    pub(crate) fn send(&self, last: bool) {
        self.phase("send");
        self.hold(1.0);
        for chip in self.chips.borrow().iter() {
            set_number(chip, "--_part", 1.0);
        }
        self.offer_shutter(false);
        self.offer_another(false);
        self.hint(Some("done"));
        self.say("");
        let key = if last {
            "stage-judging"
        } else {
            "stage-sending"
        };
        set_text(&self.title, self.texts.t(key));
    }

    /// The camera may go: its last picture stays where the video was.
    pub(crate) fn freeze(&self) {
        self.clock.hide();
        let canvas = Tag::html(&self.document, "canvas").class("picture").done();
        if let Some(still) = canvas.dyn_ref::<HtmlCanvasElement>() {
            still.set_width(self.video.video_width());
            still.set_height(self.video.video_height());
            let context = still.get_context("2d").ok().flatten();
            if let Some(context) =
                context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok())
            {
                // Without a picture there is none to keep.
                let _ = context.draw_image_with_html_video_element(&self.video, 0.0, 0.0);
            }
        }
        let _ = self.video.replace_with_with_node_1(&canvas);
    }

    /// An answer did not come; the same is sent again.
    pub(crate) fn say_again(&self) {
        self.say(self.texts.t("stage-again"));
    }

    fn say(&self, words: &str) {
        set_text(&self.note, words);
    }

    fn phase(&self, phase: &str) {
        self.mark("data-phase", phase);
    }

    fn mark(&self, attribute: &str, value: &str) {
        if self.view.get_attribute(attribute).as_deref() != Some(value) {
            // The names in this file are valid.
            let _ = self.view.set_attribute(attribute, value);
        }
    }

    fn draw(&self, picture: &Element) {
        self.picture.replace_children_with_node_1(picture);
    }

    /// One bar a step: done, current, to come.
    fn show_position(&self, n: u8, total: u8) {
        self.steps.set_text_content(None);
        for i in 0..total {
            let class = match i.cmp(&n) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "",
            };
            let bar = Tag::html(&self.document, "span").class(class).done();
            let appended = self.steps.append_child(&bar);
            debug_assert!(appended.is_ok());
        }
    }

    fn chip(&self, id: &str) -> Element {
        let tick = Tag::svg(&self.document, "svg")
            .with("viewBox", "0 0 16 16")
            .with("aria-hidden", "true")
            .holding(&[Tag::svg(&self.document, "path")
                .with("d", "M3.5 8.4l3 3 6-6.6")
                .done()])
            .done();
        let label = Tag::html(&self.document, "span")
            .text(&self.texts.move_label(id))
            .done();
        Tag::html(&self.document, "li")
            .class("tick")
            .holding(&[tick, label])
            .done()
    }
}
