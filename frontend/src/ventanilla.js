// Everything works without this file; with it, pages are quicker to use. All behaviour hangs on data-v-*.
import "./drops.js";
import "./summaries.js";
import "./refresh.js";
import "./editor.js";
import "./uploads.js";
import "./controls.js";
import "./drafts.js";
import "./shortcuts.js";
import { enhanceAll, whenever } from "./page.js";

document.documentElement.classList.add("v-scripts");

// A strip of tabs that is wider than the screen begins where the current one can be read.
whenever("[data-v-strip] [aria-current]", (item) => {
  const strip = item.closest("[data-v-strip]");
  strip.scrollLeft += Math.max(0, item.getBoundingClientRect().right - strip.getBoundingClientRect().right);
});

enhanceAll();
