// Fields on which others depend ask the server for the form again: it alone knows the rules.
import { enhanceAll, typed, whenever } from "./page.js";

let latest = 0;

// Returns `target` as the server draws it for what was typed.
export async function ask(form, body, target) {
  const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { "HX-Request": "true" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(target);
}

async function refresh(control) {
  const form = control.form;
  const target = control.dataset.vRefresh;
  const number = ++latest;
  const body = typed(form);
  body.set("refresh", control.name);
  const place = document.querySelector(target);
  place?.setAttribute("aria-busy", "true");
  try {
    const fresh = await ask(form, body, target);
    if (number !== latest || !fresh || !place.isConnected) return;
    swap(place, fresh, control);
  } finally {
    place?.removeAttribute("aria-busy");
  }
}

function swap(place, fresh, control) {
  const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
  if (place.matches("fieldset")) {
    place.replaceWith(fresh);
  } else {
    keepLiving(place, fresh);
    place.replaceChildren(...fresh.childNodes);
  }
  window.htmx?.process(document.querySelector(control.dataset.vRefresh) ?? document.body);
  enhanceAll();
  const again = id && document.getElementById(id);
  if (again && document.activeElement !== again) goOn(again, selectionStart, selectionEnd);
}

// Whoever is writing while the answer comes goes on at the same letter. An editor knows it by itself, and is told at
// once: its own command for it waits for the next frame, and a letter typed until then would be lost.
function goOn(control, start, end) {
  const editor = control.closest("[data-v-editor]")?.vEditor;
  if (editor) {
    editor.view.focus();
    return;
  }
  control.focus({ preventScroll: true });
  if (typeof start === "number") control.setSelectionRange(start, end);
}

// Editors, uploads and what was typed meanwhile are moved into the new form, not drawn anew.
function keepLiving(place, fresh) {
  for (const old of place.querySelectorAll("[data-v-editor], [data-v-files], input[type=text], textarea")) {
    const field = old.closest(".v-field");
    const twin = field && fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (!twin) continue;
    if (old.matches("[data-v-editor], [data-v-files]")) twin.querySelector(old.matches("[data-v-files]") ? "[data-v-files]" : "[data-v-editor]")?.replaceWith(old);
    else if (!old.closest("[data-v-editor], [data-v-files], .v-complete")) {
      const control = fresh.querySelector(`#${CSS.escape(old.id)}`);
      if (control) control.value = old.value;
    }
  }
}

document.addEventListener("change", (event) => {
  const control = event.target.closest?.("[data-v-refresh]");
  if (control?.form) refresh(control);
});

// The list says above itself what it could not heed; the controls that it is about are marked.
function markUnheeded(form) {
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
  const told = document.querySelector(`${form.dataset.vFilter} [data-v-unheeded]`);
  for (const name of told?.dataset.vUnheeded.split(" ") ?? []) {
    const control = form.elements.namedItem(name);
    if (!(control instanceof HTMLElement)) continue;
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", told.id);
  }
}

whenever("[data-v-filter]", (form) => {
  // Lists that follow the typing: the address keeps the question, so that it can be shared.
  let timer;
  const ask = () => {
    const url = new URL(form.action || location.href);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
    window.htmx.ajax("GET", url.pathname + url.search, { source: form.dataset.vFilter, target: form.dataset.vFilter, select: form.dataset.vFilter, swap: "outerHTML" })
      .then(() => {
        history.replaceState(null, "", url.pathname + url.search);
        markUnheeded(form);
      });
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });
});

document.addEventListener("htmx:after:swap", () => enhanceAll());
