// The box in which an answer is written: tools beside it insert texts, and plugins' scripts hear what becomes of it.
import { say, whenever, words } from "./page.js";

const BOX = "[data-v-answer]";
const SENT = "v-answer-sent";
const events = new EventTarget();

const place = () => document.querySelector(`${BOX} [data-v-editor]`);
const formOf = () => place()?.querySelector("textarea").form;
const isInternal = (form) => new FormData(form).get("_kind") === "internal";

// Calls `act` whenever an event of that name happens; what it is given is in the documentation.
export function on(name, act) {
  events.addEventListener(name, (event) => act(event.detail));
}

function tell(name, detail) {
  events.dispatchEvent(new CustomEvent(name, { detail }));
}

// What is written so far.
export function html() {
  const editor = place()?.vEditor;
  if (editor) return editor.isEmpty ? "" : editor.getHTML();
  const paragraph = document.createElement("p");
  paragraph.textContent = place()?.querySelector("textarea").value ?? "";
  return paragraph.textContent ? paragraph.outerHTML : "";
}

// The server cleans what is sent; the page itself must not run or fetch anything before.
function parse(fragment) {
  const { body } = new DOMParser().parseFromString(fragment, "text/html");
  for (const foreign of body.querySelectorAll("script, style, img, iframe, object, embed, svg, link")) foreign.remove();
  for (const element of body.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (!["href", "start", "colspan", "rowspan"].includes(name)) element.removeAttribute(name);
    }
  }
  return body;
}

function textOf(body) {
  for (const end of body.querySelectorAll("p, li, br, blockquote, pre, tr")) end.after("\n");
  return body.textContent.trim();
}

// Inserts HTML where the cursor is, and leads there; false if the page has no answer box.
export async function insert(fragment) {
  const box = place();
  if (!box) return false;
  const body = parse(fragment);
  const editor = await box.vBegin(false);
  if (editor) {
    editor.chain().focus(box.vTouched ? undefined : "end").insertContent(body.innerHTML).run();
    return true;
  }
  const textarea = box.querySelector("textarea"); // the editor could not be loaded
  textarea.focus();
  textarea.setRangeText(textOf(body), textarea.selectionStart, textarea.selectionEnd, "end");
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

whenever(`${BOX} [data-v-editor]`, (box) => box.addEventListener("focusin", () => (box.vTouched = true)));

// The list of tools. Without scripts its button sends the form, which comes back with the text in it.
whenever("[data-v-answer-tools]", (tools) => {
  const [select, button] = [tools.querySelector("select"), tools.querySelector("button")];
  select.removeAttribute("name"); // or a draft would hold what is chosen
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!select.value) {
      select.focus();
      return;
    }
    const answer = await fetch(`${tools.dataset.url}?_tool=${encodeURIComponent(select.value)}`);
    if (!answer.ok || !(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) {
      say(words.failedText);
      return;
    }
    await insert((await answer.json()).html);
    say(words.inserted);
    select.value = "";
  });
});

document.addEventListener("input", (event) => {
  const form = formOf();
  if (form && event.target.form === form) tell("answer:changed", { internal: isInternal(form) });
});

// The page that comes after an answer was sent has a form with another key; one that was refused comes back with its own.
document.addEventListener("submit", (event) => {
  if (event.target !== formOf() || event.defaultPrevented || event.submitter?.name === "refresh") return;
  const detail = { internal: isInternal(event.target) };
  tell("answer:sending", detail);
  sessionStorage.setItem(SENT, JSON.stringify({ key: event.target.elements._key.value, detail }));
});

document.addEventListener("DOMContentLoaded", () => {
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  sessionStorage.removeItem(SENT);
  const key = formOf()?.elements._key.value;
  if (sent && key && key !== sent.key) tell("answer:sent", sent.detail);
});
