// A run in this page: consent, downloads, then Rust in the stage until the end.

import { CONSENT_VERSION } from "./config.js";
import { h } from "./dom.js";
import { loadTexts } from "./i18n.js";
import { keepPair, pairOf } from "./keys.js";
import { load, loadModels } from "./loader.js";
import { consentView, progressView } from "./views.js";

export class InlineRun {
  #context;
  #widget = null;
  #stage = null;
  #stopped = false;
  #unfollow = () => {};
  #unwatch = () => {};

  /**
   * @param {{settings: import("./flow.js").Settings, agreed: boolean, t: Function, show: Function, on: object}} context
   */
  constructor(context) {
    this.#context = context;
  }

  async start() {
    const { settings, agreed, on } = this.#context;
    const download = load(settings.base); // goes on while the visitor reads
    const texts = loadTexts(settings.base, settings.lang);
    texts.catch(() => {}); // awaited below
    if (!agreed) {
      const yes = await this.#askConsent();
      if (this.#stopped) return;
      if (!yes) return on.closed();
      on.agreed();
    }
    this.#showProgress(download);
    this.#unwatch = download.onBreak((error) => this.#break(error));
    const [assets, strings] = await Promise.all([download.assets, texts]);
    this.#unfollow();
    if (!this.#stopped) this.#handOver(assets, strings);
  }

  stop() {
    this.#stopped = true;
    this.#unfollow();
    this.#unwatch();
    const widget = this.#widget;
    this.#widget = null;
    try {
      widget?.stop();
    } finally {
      this.#cameraOff();
    }
  }

  /** Rust is gone, and with it everything that it would have called: its widget is not to be touched any more. */
  #break(error) {
    this.#widget = null;
    this.#cameraOff();
    this.#context.on.broke(error);
  }

  /** Whatever has become of Rust. */
  #cameraOff() {
    const video = this.#stage?.querySelector("video");
    for (const track of video?.srcObject?.getTracks() ?? []) track.stop();
    if (video) video.srcObject = null;
  }

  #askConsent() {
    const { settings, t, show, on } = this.#context;
    const host = (url) => new URL(url).host;
    const values = {
      site: settings.site || host(settings.parentOrigin ?? globalThis.location.href),
      action: settings.action ?? "",
      verifier: host(settings.api),
    };
    return new Promise((resolve) => {
      show(
        consentView(t, {
          values,
          link: settings.link ?? null,
          onAgree: () => resolve(true),
          onCancel: () => resolve(false),
        }),
      );
      on.state({ phase: "consent", step: null, moves: [], hint: null, progress: null });
    });
  }

  #showProgress(download) {
    const { settings, t, show, on } = this.#context;
    const { view, update } = progressView(t, settings.lang, on.closed);
    show(view);
    let lastPercent = -1;
    this.#unfollow = download.follow((progress) => {
      update(progress);
      const percent = progress.total > 0 ? Math.floor((progress.done * 100) / progress.total) : 0;
      if (percent === lastPercent) return;
      lastPercent = percent;
      on.state({ phase: "loading", step: null, moves: [], hint: null, progress: percent / 100 });
    });
  }

  #handOver({ glue, eyeModule, models }, strings) {
    const { settings, show, on } = this.#context;
    const stage = h("div", { class: "stage", part: "stage" });
    this.#stage = stage;
    show(stage);
    let inView = false;
    this.#widget = new glue.Widget(stage, {
      api: settings.api,
      clientSecret: settings.session,
      parentOrigin: settings.parentOrigin ?? null,
      base: settings.base,
      lang: settings.lang,
      strings,
      consent: { text_version: CONSENT_VERSION, lang: settings.lang },
      theme: settings.theme ?? "auto",
      wasmModule: eyeModule,
      models,
      fetchModels: (groups, onProgress) => loadModels(settings.base, groups, onProgress),
      keyPair: settings.keyPair ?? pairOf(settings.session),
      onKey: (pair) => {
        keepPair(settings.session, pair);
        on.key(pair);
      },
      onState: (detail) => {
        if (!inView) stage.scrollIntoView({ block: "nearest" });
        inView = true;
        on.state(detail);
      },
      onVerified: on.verified,
      onError: on.error,
      onClosed: on.closed,
    });
    this.#widget.start();
  }
}
