// What a page loads: registers <poze-widget> and exports what ES modules want. Everything else waits for the visitor.

import { PozeWidget } from "./element.js";
import { define, mount } from "./mount.js";

define();

export { mount, PozeWidget };
