// After an error the summary has the focus, and its links lead into the fields.
import { whenever } from "./page.js";

whenever("[data-v-summary]", (summary) => {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const place = field.closest(".v-field") ?? field;
    place.scrollIntoView({ block: "start" });
    const editor = place.querySelector("[contenteditable='true']");
    (editor ?? field).focus({ preventScroll: true });
  });
});
