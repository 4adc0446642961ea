// Types of "@poze/widget".

export type Phase =
  | "idle"
  | "consent"
  | "loading"
  | "camera"
  | "neutral"
  | "step"
  | "sending"
  | "verdict"
  | "verified"
  | "failed"
  | "error";

/** Detail of `poze-state`. */
export interface PozeState {
  phase: Phase;
  /** Number of the step, 0 for the neutral look; in `sending` and `verdict` the one that was done last; else `null`. */
  step: number | null;
  /** Ids of the moves of the step. */
  moves: string[];
  /** Id of the hint that is shown. */
  hint: string | null;
  /** 0 to 1 where there is something to count. */
  progress: number | null;
}

/** Detail of `poze-verified`. */
export interface PozeVerified {
  /** The JWT: for the site's backend to check. */
  token: string;
  /** Unix milliseconds. */
  expiresAt: number;
}

/** Detail of `poze-error`. */
export interface PozeErrorDetail {
  /** A code of the protocol. */
  code: string;
  /** For developers, in English. */
  message: string;
  retryable: boolean;
}

export type Theme = "light" | "dark" | "auto";

/** `<poze-widget>`: form-associated; its value is the token, under `name`, `poze-token` by default. */
export class PozeWidget extends HTMLElement {
  /** The client_secret of a session. A new one resets the element. */
  session: string;
  theme: Theme | "";
  /** What the visitor is about to do, shown before the camera opens. */
  action: string;
  /** The site's name, shown before the camera opens; its host when empty. */
  site: string;
  /** Folder of the widget's files; where the module lies when empty. */
  base: string;
  /** The verifier's URL; the origin of `base` when empty. */
  api: string;
  appearance: "card" | "bare" | "";
  name: string;
  required: boolean;
  readonly value: string;
  readonly form: HTMLFormElement | null;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  checkValidity(): boolean;
  reportValidity(): boolean;
  /** What pressing the start button does. */
  start(): Promise<void>;
  /** Camera off, token forgotten, back to the start button. */
  reset(): void;
  /** The token, as long as it is valid. */
  getToken(): string | null;
  /** Whether there was a token whose time is over. */
  isExpired(): boolean;
}

export interface MountOptions {
  session: string;
  lang?: string;
  theme?: Theme;
  action?: string;
  site?: string;
  base?: string;
  api?: string;
  appearance?: "card" | "bare";
  name?: string;
  required?: boolean;
  onState?(detail: PozeState): void;
  onVerified?(detail: PozeVerified): void;
  onError?(detail: PozeErrorDetail): void;
  onExpired?(): void;
}

/** Appends a `<poze-widget>` to an element, or to what a selector finds. */
export function mount(target: Element | string, options: MountOptions): PozeWidget;

declare global {
  interface HTMLElementTagNameMap {
    "poze-widget": PozeWidget;
  }
  interface HTMLElementEventMap {
    "poze-state": CustomEvent<PozeState>;
    "poze-verified": CustomEvent<PozeVerified>;
    "poze-error": CustomEvent<PozeErrorDetail>;
    "poze-expired": CustomEvent<Record<string, never>>;
  }
}
