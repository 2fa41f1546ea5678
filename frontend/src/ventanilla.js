// Everything works without this file; with it, pages are quicker to use. All behaviour hangs on data-v-*.
import "./drops.js";
import "./summaries.js";
import "./refresh.js";
import "./editor.js";
import "./uploads.js";
import "./controls.js";
import "./drafts.js";
import "./shortcuts.js";
import { enhanceAll } from "./page.js";

document.documentElement.classList.add("v-scripts");
enhanceAll();
