// What somebody is writing is kept by the server until it has been sent: a wrong click, a lost session, another browser
// or another day lose nothing. The form's own address keeps it, so whoever may not write there keeps nothing either.
import { make, typed, whenever, words } from "./page.js";

const AFTER = 5000;
const SMALL = 30000; // signs, of which each may take two bytes: browsers bear 64 kB
const PATIENCE = 3000;

let isLeaving = false;

// What is written: no files, nothing that is hidden from whoever writes but what editors, uploads and chips hold.
function read(form) {
  const body = typed(form);
  for (const secret of form.querySelectorAll("input[type=password][name]")) body.delete(secret.name);
  return body;
}

const written = (form) => JSON.stringify([...read(form)].filter(([name]) => !/^(csrf_token|_key|_for|_base|_tool|_draft.*)$/.test(name)));

async function ask(form, what, body = new FormData(form), options = {}) {
  body.set("_draft_ask", what);
  const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { Accept: "application/json" }, ...options });
  const type = answer.headers.get("Content-Type") ?? "";
  return { status: answer.status, ...(type.startsWith("application/json") ? await answer.json() : {}) };
}

// In the place of a form that was sent: what became of it, and nothing to send it again with.
function tellSent(form, sent) {
  const again = make("button", { type: "button", className: "btn v-btn v-btn-quiet" }, words.writeAnother);
  again.addEventListener("click", () => {
    history.replaceState({ ...history.state, vSent: null }, "");
    location.reload();
  });
  const told = make("div", { className: "v-flash v-flash-info", role: "status", tabIndex: -1 },
    make("p", {}, sent.text, " ", make("a", { href: sent.url }, sent.link)), again);
  told.dataset.vSentAlready = "";
  for (const button of document.querySelectorAll(`[form="${CSS.escape(form.id)}"]`)) button.disabled = true;
  form.hidden = true;
  form.before(told);
  told.focus();
}

whenever("form[data-v-draft]", (form) => {
  const status = form.querySelector("[data-v-saved]");
  const revision = form.elements._draft;
  let drawn = written(form);
  let isSending = false;
  let isStopped = false;
  let underWay = null;
  let timer;

  function tell(...parts) {
    status.replaceChildren(...parts);
  }

  async function keep(options = {}) {
    clearTimeout(timer);
    timer = undefined;
    const now = written(form);
    if (now === drawn || isSending || isStopped || isLeaving || underWay) return;
    const body = read(form);
    underWay = new AbortController();
    underWay.done = new Promise((resolve) => (underWay.end = resolve));
    try {
      // What is small enough arrives even if the page goes.
      const keepalive = now.length < SMALL;
      const answer = await ask(form, "save", body, { signal: underWay.signal, keepalive, ...options });
      if (answer.status === 200) {
        drawn = now;
        revision.value = answer.revision;
        tell(`${words.draftKept} ${answer.time}`);
      } else if (isSending) return;
      else if (answer.status === 409) conflict(answer);
      else if (answer.status === 410) tellSent(form, answer.sent);
      else if (answer.status === 401) tell(answer.error, " ", make("a", { href: answer.sign_in }, words.signIn));
      else tell(answer.error ?? words.draftFailed);
    } catch (error) {
      if (error.name !== "AbortError") tell(words.draftFailed);
    } finally {
      underWay.end();
      underWay = null;
      // What was written while it was on its way.
      if (written(form) !== now && !isSending) later();
    }
  }

  function conflict(answer) {
    isStopped = true;
    const load = make("button", { type: "button", className: "btn v-btn v-btn-secondary" }, words.loadDraft);
    const mine = make("button", { type: "button", className: "btn v-btn v-btn-quiet" }, words.keepMine);
    load.addEventListener("click", () => { isLeaving = true; location.reload(); });
    mine.addEventListener("click", () => {
      revision.value = answer.revision;
      isStopped = false;
      keep();
    });
    tell(answer.error, " ", load, mine);
  }

  function later() {
    timer ??= setTimeout(keep, AFTER);
  }

  // Also what stands outside the form and belongs to it, such as the kind of a message.
  for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => event.target.form === form && later());
  form.addEventListener("focusout", () => timer && keep());
  window.addEventListener("pagehide", () => keep());
  form.addEventListener("submit", async (event) => {
    isSending = true;
    clearTimeout(timer);
    if (underWay) {
      // Taken after the form, the draft would be another tab's for whatever is written next.
      event.preventDefault();
      event.stopImmediatePropagation();
      setTimeout(() => underWay?.abort(), PATIENCE);
      await underWay.done;
      form.requestSubmit(event.submitter?.isConnected ? event.submitter : undefined);
      return;
    }
    // Whoever comes back to this page by the browser's button is told what became of it.
    history.replaceState({ ...history.state, vSent: form.elements._key.value, vForm: form.id }, "");
  });

  async function lookBack() {
    const { vSent, vForm } = history.state ?? {};
    if (!vSent || vForm !== form.id) return;
    isSending = false;
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("_key", vSent);
    const { sent } = await ask(form, "sent", body);
    if (sent) tellSent(form, sent);
  }
  lookBack();
  window.addEventListener("pageshow", (event) => event.persisted && lookBack());
  // The editor may have put its own marks in what is drawn by now, which nobody has written.
  form.addEventListener("v:ready", () => { if (!timer) drawn = written(form); });
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[action$='/logout']")) isLeaving = true;
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
