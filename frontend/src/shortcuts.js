// Single keys outside of text: an element says its own with data-v-key ("r", "g i", "mod+Enter"); "?" lists them.
// A person switches them off on the sheet (WCAG 2.1.4).
import { make, words } from "./page.js";

const OFF = "v-shortcuts-off";
let before = "";
let timer;

const off = () => localStorage.getItem(OFF) === "1";
const typing = (element) => element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable='true']");

function keysOf(element) {
  return element.dataset.vKey.split("|").map((each) => each.trim());
}

function act(element) {
  if (element.matches("input, textarea, select, [contenteditable]")) {
    element.focus();
    element.select?.();
  } else {
    element.focus();
    element.click();
  }
}

function press(event) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const mod = event.ctrlKey || event.metaKey;
  const pressed = `${mod ? "mod+" : ""}${mod && event.shiftKey ? "shift+" : ""}${event.key}`;
  if (!mod && (off() || typing(event.target))) return;
  if (pressed === "?") {
    openSheet();
    return;
  }
  const sequence = before ? `${before} ${pressed}` : pressed;
  const all = [...document.querySelectorAll("[data-v-key]")].filter((element) => element.checkVisibility?.() ?? true);
  // Ctrl+Enter sends the form in which one is, never another one of the page.
  const form = mod ? event.target.form ?? event.target.closest?.("form") : null;
  const within = all.filter((element) => !form || element.form === form || form.contains(element));
  const found = within.find((element) => keysOf(element).includes(sequence)) ?? within.find((element) => keysOf(element).includes(pressed));
  before = "";
  clearTimeout(timer);
  if (found) {
    event.preventDefault();
    act(found);
  } else if (!mod && all.some((element) => keysOf(element).some((key) => key.startsWith(`${pressed} `)))) {
    before = pressed;
    timer = setTimeout(() => (before = ""), 1200);
  }
}

// The editor takes Ctrl+Enter for itself: chords are heard before it, single keys after everybody else.
const isChord = (event) => event.ctrlKey || event.metaKey;
document.addEventListener("keydown", (event) => isChord(event) && press(event), { capture: true });
document.addEventListener("keydown", (event) => isChord(event) || press(event));

// J and K walk through the rows of a list, from the one that is shown; Enter opens the link that has the focus anyway.
document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || off() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const links = [...document.querySelectorAll("[data-v-rows] .v-row-link")];
  if (!links.length) return;
  const focused = links.indexOf(document.activeElement);
  const now = focused < 0 ? links.findIndex((link) => link.matches("[aria-current]")) : focused;
  const next = links[Math.min(Math.max(now + step, 0), links.length - 1)];
  event.preventDefault();
  next.focus();
});

function openSheet() {
  document.querySelector("dialog.v-dialog[data-v-sheet]")?.remove();
  const row = (key, word) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, word));
  const rows = [...document.querySelectorAll("[data-v-key]")].map((element) =>
    row(keysOf(element)[0].replace("mod", "Ctrl"), element.getAttribute("aria-label") || element.labels?.[0]?.firstChild.textContent.trim() || element.innerText.trim() || element.placeholder || element.title));
  if (document.querySelector("[data-v-rows] .v-row-link")) rows.unshift(row("j", words.nextRow), row("k", words.previousRow), row("Enter", words.openRow));
  rows.push(row("?", words.shortcuts));
  const toggle = make("input", { type: "checkbox", id: "v-keys", className: "form-check-input", checked: !off() });
  toggle.addEventListener("change", () => localStorage.setItem(OFF, toggle.checked ? "0" : "1"));
  const close = make("button", { type: "button", className: "btn v-btn v-btn-secondary" }, words.close);
  const dialog = make("dialog", { className: "v-dialog", "data-v-sheet": "", "aria-labelledby": "v-sheet-title" },
    make("h2", { id: "v-sheet-title" }, words.shortcuts),
    make("div", { className: "form-check" }, toggle, make("label", { className: "form-check-label", htmlFor: "v-keys" }, words.useShortcuts)),
    make("dl", { className: "v-keys" }, ...rows), close);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

for (const button of document.querySelectorAll("[data-v-shortcuts]")) {
  button.hidden = false;
  button.addEventListener("click", openSheet);
}

// Buttons that destroy say what they are about to do, and ask.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-v-confirm]");
  if (!button || button.dataset.vConfirmed) return;
  event.preventDefault();
  const yes = make("button", { type: "button", className: "btn v-btn v-btn-danger" }, button.textContent.trim() || words.confirm);
  const no = make("button", { type: "button", className: "btn v-btn v-btn-secondary", autofocus: true }, words.cancel);
  const dialog = make("dialog", { className: "v-dialog", role: "alertdialog", "aria-labelledby": "v-confirm-text" },
    make("p", { id: "v-confirm-text" }, button.dataset.vConfirm), make("div", { className: "v-actions" }, yes, no));
  yes.addEventListener("click", () => {
    dialog.close();
    // Without scripts a question unfolds, and the button that answers it is below it.
    const answer = button.matches("summary") ? button.parentElement.querySelector("button") : button;
    answer.dataset.vConfirmed = "true";
    answer.click();
    delete answer.dataset.vConfirmed;
  });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
  document.body.append(dialog);
  dialog.showModal();
});
