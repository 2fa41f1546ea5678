// What is being written is kept on the server every few seconds, and a page with changes asks before it goes.
import { whenever, words } from "./page.js";

const EVERY = 5000;
const SKIPPED = /^(csrf_token|_key|refresh)$/;

whenever("form[data-v-draft]", (form) => {
  const status = form.querySelector("[data-v-saved]");
  let dirty = false;
  let sent = false;
  let timer;

  async function save() {
    clearTimeout(timer);
    timer = undefined;
    if (!dirty || sent) return;
    dirty = false;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const secret = form.elements[name]?.type === "password";
      if (typeof value === "string" && !secret && !SKIPPED.test(name)) body.append(name, value);
    }
    try {
      const answer = await fetch(form.dataset.vDraft, { method: "POST", body, headers: { "X-CSRF-Token": form.elements.csrf_token.value, "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      status.textContent = `${words.saved} ${time}`;
    } catch {
      dirty = true;
      status.textContent = words.notSaved;
    }
  }

  form.addEventListener("input", () => {
    dirty = true;
    timer ??= setTimeout(save, EVERY);
  });
  form.addEventListener("focusout", () => dirty && save());
  form.addEventListener("submit", () => (sent = true));
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !sent) event.preventDefault();
  });
});

// A second click while the first is under way sends nothing; the one-time key covers the rest.
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
