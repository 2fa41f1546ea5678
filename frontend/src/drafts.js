// What somebody is writing is kept in this tab until it has been sent: a reload, a wrong click or a session that ended
// lose nothing. It never leaves the browser, and it ends with the tab or with signing out.
import { enhanceAll, make, whenever, words } from "./page.js";
import { ask } from "./refresh.js";

const EVERY = 5000;
const MARK = "v-draft ";
const SKIPPED = /^(csrf_token|refresh|_.*)$/;

let isLeaving = false;

// Some browsers are told to keep nothing; then nothing is kept.
const store = (() => {
  try { return window.sessionStorage; } catch { return null; }
})();
const drafts = () => Object.keys(store ?? {}).filter((key) => key.startsWith(MARK));
const forget = (keys) => keys.forEach((key) => store.removeItem(key));
const recall = (key) => JSON.parse(store.getItem(key));

function write(key, draft) {
  try { store.setItem(key, JSON.stringify(draft)); } catch { return false; }
  return true;
}

// Whether the last thing sent has arrived is known when the next page says so.
if (document.querySelector(".v-flash-success")) forget(drafts().filter((key) => recall(key).sent));

// Choices that belong to a form and stand elsewhere on the page, such as the kind of a message.
const outside = (form) => [...form.elements].filter((each) => each.type === "radio" && !form.contains(each));

function read(form) {
  const entries = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.test(name));
  return { entries, picked: outside(form).filter((each) => each.checked).map((each) => each.id) };
}

// The server draws the form with what was typed, as it does for a form that asks for the next list.
async function restore(form, draft, isWanted) {
  const body = new FormData(form);
  for (const name of new Set(body.keys())) if (!name.startsWith("_") && name !== "csrf_token") body.delete(name);
  for (const [name, value] of draft.entries) body.append(name, value);
  body.set("refresh", "form");
  const fresh = await ask(form, body, `#${CSS.escape(form.id)}-body`);
  if (!fresh || !isWanted()) return false;
  form.querySelector(".v-form-body").replaceChildren(...fresh.childNodes);
  for (const each of outside(form)) each.checked = draft.picked.includes(each.id);
  enhanceAll();
  return true;
}

whenever("form[data-v-draft]", async (form) => {
  if (!store) return;
  const key = MARK + form.dataset.vDraft;
  const status = form.querySelector("[data-v-saved]");
  const drawn = JSON.stringify(read(form));
  let isDirty = false;
  let isSending = false;
  let timer;

  function keep() {
    clearTimeout(timer);
    timer = undefined;
    if (!isDirty || isSending || isLeaving) return;
    const now = read(form);
    const isEmpty = JSON.stringify(now) === drawn;
    if (isEmpty) forget([key]);
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    status.textContent = !isEmpty && write(key, now) ? `${words.draftKept} ${time}` : "";
  }

  document.addEventListener("input", (event) => {
    if (event.target.form !== form) return;
    isDirty = true;
    timer ??= setTimeout(keep, EVERY);
  });
  form.addEventListener("focusout", keep);
  window.addEventListener("pagehide", keep);
  form.addEventListener("submit", () => {
    isSending = true;
    write(key, { ...read(form), sent: true });
  });

  const draft = recall(key);
  // A form that comes back with errors has everything already.
  if (!draft || form.querySelector("[data-v-summary]")) return;
  if (!(await restore(form, draft, () => !isDirty && !isSending))) return;
  const discard = make("button", { type: "button", className: "btn v-btn v-btn-quiet" }, words.discardDraft);
  discard.addEventListener("click", () => {
    forget([key]);
    isSending = true;
    location.reload();
  });
  status.replaceChildren(words.draftBack, discard);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[action$='/logout']")) return;
  isLeaving = true;
  forget(drafts());
});

// A second click does not send twice; the server refuses it too, by the one-time key.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-v-form]") || event.defaultPrevented) return;
  if (form.dataset.vSent) {
    event.preventDefault();
    return;
  }
  form.dataset.vSent = "true";
  setTimeout(() => delete form.dataset.vSent, 8000);
});
window.addEventListener("pageshow", () => document.querySelectorAll("[data-v-sent]").forEach((form) => delete form.dataset.vSent));
