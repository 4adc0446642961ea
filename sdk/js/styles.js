// The stylesheets, made once and shared by every shadow root: constructed sheets need no `style-src` in a page's
// content security policy.

import card from "./styles/card.css";
import controls from "./styles/controls.css";
import low from "./styles/low.css";
import motion from "./styles/motion.css";
import pictures from "./styles/pictures.css";
import stage from "./styles/stage.css";
import theme from "./styles/theme.css";

let made;

/** In cascade order. */
export default function sheets() {
  made ??= [theme, card, controls, stage, pictures, motion, low].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  return made;
}
