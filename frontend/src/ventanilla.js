// Everything works without this file; with it, pages are quicker to use. All behaviour hangs on data-v-*.
import "./drops.js";
import "./summaries.js";
import "./refresh.js";
import "./editor.js";
import "./uploads.js";
import "./controls.js";
import "./drafts.js";
import "./suggestions.js";
import "./shortcuts.js";
import { html, insert, on } from "./answer.js";
import { enhanceAll, say, whenever } from "./page.js";

// What plugins' scripts may use; docs/building-blocks.md says what each does.
window.ventanilla = Object.freeze({
  answer: Object.freeze({ html, insert }),
  on,
  say,
  // Elements that are there already, and whatever comes later.
  whenever: (selector, enhance) => {
    whenever(selector, enhance);
    enhanceAll();
  },
});

document.documentElement.classList.add("v-scripts");

// A strip of tabs that is wider than the screen begins where the current one can be read.
whenever("[data-v-strip] [aria-current]", (item) => {
  const strip = item.closest("[data-v-strip]");
  strip.scrollLeft += Math.max(0, item.getBoundingClientRect().right - strip.getBoundingClientRect().right);
});

enhanceAll();
