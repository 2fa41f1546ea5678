// Built from frontend/src by `make frontend`; edit there.

// src/drops.js
function closeDrops(except = null) {
  for (const drop of document.querySelectorAll("[data-v-drop][open]")) {
    if (!except || !drop.contains(except)) drop.open = false;
  }
}
document.addEventListener("click", (event) => closeDrops(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest("[data-v-drop][open]");
  closeDrops();
  open?.querySelector("summary").focus();
});
document.addEventListener("focusin", (event) => closeDrops(event.target));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-v-theme]") || !event.submitter) return;
  event.preventDefault();
  document.documentElement.dataset.bsTheme = event.submitter.value;
  for (const button of form.querySelectorAll("button")) {
    if (button === event.submitter) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
});

// src/page.js
function meta(name) {
  const found = document.querySelector(`meta[name="${name}"]`);
  return found ? JSON.parse(found.content) : {};
}
var parts = meta("v-parts");
var words = meta("v-words");
var load = (part) => import(parts[part]);
function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "v-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${parts.sprite}#${name}`);
  svg.append(use);
  return svg;
}
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}
function say(text) {
  const live = document.getElementById("v-live");
  if (live) live.textContent = text;
}
var enhancers = [];
var done = /* @__PURE__ */ new WeakMap();
function whenever(selector, enhance) {
  enhancers.push([selector, enhance]);
}
function enhanceAll(root = document) {
  for (const [selector, enhance] of enhancers) {
    for (const element of root.querySelectorAll(selector)) {
      const seen = done.get(element) ?? /* @__PURE__ */ new Set();
      if (seen.has(selector)) continue;
      seen.add(selector);
      done.set(element, seen);
      enhance(element);
    }
  }
}

// src/summaries.js
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

// src/refresh.js
var latest = 0;
async function ask(form, body, target) {
  const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { "HX-Request": "true" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(target);
}
async function refresh(control) {
  const form = control.form;
  const target = control.dataset.vRefresh;
  const number = ++latest;
  const body = new FormData(form);
  body.set("refresh", control.name);
  for (const file of form.querySelectorAll("input[type=file][name]")) {
    const kept = body.getAll(file.name).filter((value) => typeof value === "string");
    body.delete(file.name);
    for (const value of kept) body.append(file.name, value);
  }
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
  const id = document.activeElement?.id;
  if (place.matches("fieldset")) {
    place.replaceWith(fresh);
  } else {
    keepLiving(place, fresh);
    place.replaceChildren(...fresh.childNodes);
  }
  window.htmx?.process(document.querySelector(control.dataset.vRefresh) ?? document.body);
  enhanceAll();
  const again = id && document.getElementById(id);
  if (again && document.activeElement !== again) again.focus({ preventScroll: true });
}
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
whenever("[data-v-filter]", (form) => {
  let timer2;
  const ask2 = () => {
    const url = new URL(form.action || location.href);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
    window.htmx.ajax("GET", url.pathname + url.search, { source: form.dataset.vFilter, target: form.dataset.vFilter, select: form.dataset.vFilter, swap: "outerHTML" }).then(() => history.replaceState(null, "", url.pathname + url.search));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer2);
    timer2 = setTimeout(ask2, 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer2);
    ask2();
  });
});
document.addEventListener("htmx:after:swap", () => enhanceAll());

// src/editor.js
var TOOLS = [
  ["bold", "type-bold", (chain) => chain.toggleBold()],
  ["italic", "type-italic", (chain) => chain.toggleItalic()],
  ["strike", "type-strikethrough", (chain) => chain.toggleStrike()],
  ["bulletList", "list-ul", (chain) => chain.toggleBulletList()],
  ["orderedList", "list-ol", (chain) => chain.toggleOrderedList()],
  ["blockquote", "quote", (chain) => chain.toggleBlockquote(), "quote"],
  ["codeBlock", "code", (chain) => chain.toggleCodeBlock(), "code"],
  ["link", "link-45deg", null],
  ["undo", "arrow-counterclockwise", (chain) => chain.undo()],
  ["redo", "arrow-clockwise", (chain) => chain.redo()]
];
function askLink(editor) {
  const before2 = editor.getAttributes("link").href ?? "";
  const address = window.prompt(words.linkPrompt, before2);
  if (address === null) return;
  const chain = editor.chain().focus().extendMarkRange("link");
  if (address.trim()) chain.setLink({ href: /^[a-z]+:/i.test(address) ? address : `https://${address}` }).run();
  else chain.unsetLink().run();
}
function toolbar(editor, textarea) {
  const bar = make("div", { className: "v-toolbar", role: "toolbar", "aria-label": words.toolbar, "aria-controls": `${textarea.id}-rich` });
  for (const [name, image, act2, word] of TOOLS) {
    const button = make("button", { type: "button", title: words[word ?? name], "aria-label": words[word ?? name], tabIndex: bar.children.length ? -1 : 0 }, icon(image));
    if (act2 && !["undo", "redo"].includes(name)) button.setAttribute("aria-pressed", "false");
    button.dataset.mark = name;
    button.addEventListener("click", () => act2 ? act2(editor.chain().focus()).run() : askLink(editor));
    bar.append(button);
  }
  bar.addEventListener("keydown", (event) => {
    const buttons = [...bar.children];
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === void 0) return;
    event.preventDefault();
    const now = buttons.indexOf(document.activeElement);
    const next = buttons[Math.abs(step) === 1 ? (now + step + buttons.length) % buttons.length : step < 0 ? 0 : buttons.length - 1];
    buttons.forEach((button) => button.tabIndex = button === next ? 0 : -1);
    next.focus();
  });
  const show = () => {
    for (const button of bar.children) {
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(editor.isActive(button.dataset.mark)));
    }
  };
  editor.on("transaction", show);
  return bar;
}
async function start(place, focus) {
  const textarea = place.querySelector("textarea");
  const { Editor, StarterKit } = await load("editor");
  const label = document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`);
  if (label && !label.id) label.id = `${textarea.id}-label`;
  const attributes = { id: `${textarea.id}-rich`, role: "textbox", "aria-multiline": "true", class: "v-prose" };
  if (label) attributes["aria-labelledby"] = label.id;
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  const stage = make("div");
  const editor = new Editor({
    element: stage,
    injectCSS: false,
    content: textarea.value,
    extensions: [StarterKit.configure({ heading: false, horizontalRule: false, underline: false, link: { openOnClick: false, defaultProtocol: "https" } })],
    editorProps: { attributes },
    onUpdate: ({ editor: now }) => {
      textarea.value = now.isEmpty ? "" : now.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  const selection = [textarea.selectionStart, document.activeElement === textarea];
  place.classList.add("v-rich-live");
  place.append(toolbar(editor, textarea), stage);
  label?.addEventListener("click", () => editor.commands.focus());
  place.vEditor = editor;
  if (focus || selection[1]) editor.commands.focus("end");
}
whenever("[data-v-editor]", (place) => {
  let begun = false;
  const begin = (focus) => {
    if (begun) return;
    begun = true;
    watcher.disconnect();
    start(place, focus).catch(() => place.classList.remove("v-rich-live"));
  };
  const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && begin(false));
  const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 200));
  idle(() => watcher.observe(place));
  place.addEventListener("focusin", () => begin(true), { once: true });
});

// src/uploads.js
var readable = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
var Uploads = class {
  constructor(place) {
    this.place = place;
    this.list = place.querySelector(".v-file-list");
    this.input = place.querySelector("input[type=file]");
    this.rows = /* @__PURE__ */ new Map();
    place.classList.add("v-files-live");
    place.querySelector(".v-drop-text").after(make("span", { className: "v-muted" }, words.drop));
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    place.addEventListener("dragover", (event) => {
      event.preventDefault();
      place.classList.add("v-dragging");
    });
    place.addEventListener("dragleave", () => place.classList.remove("v-dragging"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      place.classList.remove("v-dragging");
      this.take([...event.dataTransfer.files]);
    });
    place.closest("form").addEventListener("paste", (event) => {
      const files = [...event.clipboardData?.files ?? []];
      if (files.length) this.take(files);
    });
    for (const row of this.list.children) this.makeRemovable(row);
    this.taking = 0;
    place.closest("form").addEventListener("submit", (event) => this.hold(event), { capture: true });
  }
  get isBusy() {
    return this.taking > 0 || this.list.querySelector("progress") !== null;
  }
  hold(event) {
    if (!this.isBusy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.held = event.submitter;
    say(words.uploading);
  }
  // Sends what was held back, once all files are there; after a failure the person decides.
  settle() {
    if (this.held === void 0 || this.isBusy) return;
    const submitter = this.held;
    this.held = void 0;
    if (!this.list.querySelector(".v-file-failed")) this.place.closest("form").requestSubmit(submitter);
  }
  makeRemovable(row) {
    row.querySelector(".form-check")?.replaceWith(this.removeButton(row, row.querySelector(".v-file-name").textContent));
  }
  removeButton(row, name, act2 = () => {
  }) {
    const button = make("button", { type: "button", className: "btn v-btn v-btn-quiet", "aria-label": `${words.remove} ${name}` }, words.remove);
    button.addEventListener("click", () => {
      act2();
      const next = row.nextElementSibling?.querySelector("button") ?? this.input;
      row.remove();
      next.focus();
    });
    return button;
  }
  complaint(file) {
    const { maxSize, maxFiles, accept } = this.place.dataset;
    if (maxFiles && this.list.children.length >= Number(maxFiles)) return words.tooMany;
    if (maxSize && file.size > Number(maxSize)) return `${file.name} ${words.tooLarge}`;
    if (accept && !accept.split(",").some((end) => file.name.toLowerCase().endsWith(end))) return `${file.name} ${words.wrongType}`;
    return null;
  }
  async take(files) {
    this.input.value = "";
    this.taking += 1;
    const uppy = await this.engine().finally(() => {
      this.taking -= 1;
    });
    for (const file of files) {
      const complaint = this.complaint(file);
      const row = this.row(file);
      if (complaint) {
        this.fail(row, complaint);
        continue;
      }
      try {
        this.rows.set(uppy.addFile({ name: file.name, type: file.type, data: file, source: "local" }), row);
      } catch (error) {
        this.fail(row, error.message);
      }
    }
    uppy.upload();
    this.settle();
  }
  async engine() {
    if (this.uppy) return this.uppy;
    const { Uppy, XHRUpload } = await load("uploads");
    const form = this.place.closest("form");
    this.uppy = new Uppy({ autoProceed: false });
    this.uppy.use(XHRUpload, {
      endpoint: this.place.dataset.url,
      fieldName: "file",
      limit: 3,
      timeout: 6e4,
      shouldRetry: () => false,
      headers: { "X-CSRF-Token": form.elements.csrf_token.value, "HX-Request": "true" },
      allowedMetaFields: [],
      getResponseData: (request) => JSON.parse(request.responseText)
    });
    this.uppy.on("upload-progress", (file, progress) => {
      const bar = this.rows.get(file.id)?.querySelector("progress");
      if (bar && progress.bytesTotal) bar.value = progress.bytesUploaded / progress.bytesTotal;
    });
    this.uppy.on("upload-success", (file, answer) => this.finish(file, answer.body));
    this.uppy.on("upload-error", (file, error, answer) => this.failed(file, answer));
    return this.uppy;
  }
  row(file) {
    const row = make("li", {}, make("span", { className: "v-file-name" }, file.name), make("span", { className: "v-muted" }, readable(file.size)));
    const bar = make("progress", { max: 1, value: 0, "aria-label": `${words.uploading} ${file.name}` });
    const button = make("button", { type: "button", className: "btn v-btn v-btn-quiet", "aria-label": `${words.cancel} ${file.name}` }, words.cancel);
    button.addEventListener("click", () => {
      const id = [...this.rows].find(([, known]) => known === row)?.[0];
      if (id) this.uppy.removeFile(id);
      row.remove();
      this.input.focus();
      this.settle();
    });
    row.append(bar, button);
    this.list.append(row);
    return row;
  }
  finish(file, body) {
    const row = this.rows.get(file.id);
    row.querySelector("progress").remove();
    row.querySelector("button").replaceWith(this.removeButton(row, file.name, () => this.uppy.removeFile(file.id)));
    row.prepend(make("input", { type: "hidden", name: this.place.dataset.name, value: body.id }));
    say(`${words.uploaded}: ${file.name}`);
    row.dispatchEvent(new Event("input", { bubbles: true }));
    this.settle();
  }
  failed(file, answer) {
    let reason = words.failed;
    try {
      reason = JSON.parse(answer?.body ? JSON.stringify(answer.body) : "{}").error ?? reason;
    } catch {
    }
    const row = this.rows.get(file.id);
    this.fail(row, reason);
    const retry = make("button", { type: "button", className: "btn v-btn v-btn-secondary" }, words.retry);
    retry.addEventListener("click", () => {
      row.classList.remove("v-file-failed");
      row.querySelector(".v-error").remove();
      retry.remove();
      row.querySelector(".v-muted").after(make("progress", { max: 1, value: 0, "aria-label": `${words.uploading} ${file.name}` }));
      this.uppy.retryUpload(file.id);
    });
    row.querySelector("button").before(retry);
  }
  fail(row, reason) {
    row.classList.add("v-file-failed");
    row.querySelector("progress")?.remove();
    row.querySelector("button").before(make("span", { className: "v-error", role: "alert" }, reason));
    this.settle();
  }
};
whenever("[data-v-files][data-url]", (place) => new Uploads(place));

// src/controls.js
var styled = false;
whenever("select[data-v-autocomplete]", async (select) => {
  const { default: autocomplete } = await load("autocomplete");
  if (!select.isConnected) return;
  if (!styled) {
    styled = true;
    document.head.querySelector("link[rel=stylesheet]").after(make("link", { rel: "stylesheet", href: parts.autocompleteStyle }));
  }
  const describedBy = select.getAttribute("aria-describedby");
  const wrap = make("div", { className: "v-complete" });
  select.before(wrap);
  wrap.append(select);
  autocomplete.enhanceSelectElement({
    selectElement: select,
    inputClasses: "form-select",
    showAllValues: true,
    preserveNullOptions: false,
    confirmOnBlur: true,
    defaultValue: select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "",
    displayMenu: "overlay",
    tNoResults: () => words.noResults,
    tStatusResults: (length) => `${length} ${words.results}`,
    onConfirm: (label) => {
      const option = [...select.options].find((each) => each.text === label);
      if (!option || option.selected) return;
      option.selected = true;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  const input = wrap.querySelector("input");
  if (describedBy) input.setAttribute("aria-describedby", `${describedBy} ${input.getAttribute("aria-describedby") ?? ""}`.trim());
  for (const name of ["aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  input.addEventListener("change", () => {
    if (input.value.trim() || !select.value) return;
    select.value = "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
var ADDRESS = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;
whenever("input[data-v-chips]", (input) => {
  const store2 = make("input", { type: "hidden", name: input.name });
  const list = make("ul", { className: "v-chip-list" });
  let all = [];
  const write2 = () => {
    store2.value = [...all, input.value.trim()].filter(Boolean).join(", ");
  };
  const draw = () => {
    list.replaceChildren(...all.map((address) => {
      const fits = ADDRESS.test(address);
      const button = make("button", { type: "button", "aria-label": `${words.remove} ${address}` }, icon("x-lg"));
      button.addEventListener("click", () => {
        all = all.filter((each) => each !== address);
        draw();
        input.focus();
        store2.dispatchEvent(new Event("input", { bubbles: true }));
      });
      return make("li", { className: fits ? "v-chip" : "v-chip v-chip-bad" }, address, button);
    }));
    list.hidden = !all.length;
    write2();
  };
  const take = () => {
    const found = input.value.split(/[,;\s]+/).filter(Boolean);
    all = [.../* @__PURE__ */ new Set([...all, ...found])];
    input.value = "";
    draw();
    if (found.length) say(found.join(", "));
  };
  input.removeAttribute("name");
  input.after(store2, list);
  take();
  input.addEventListener("input", () => /[,;\s]/.test(input.value) ? take() : write2());
  input.addEventListener("change", take);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      take();
    } else if (event.key === "Backspace" && !input.value && all.length) {
      input.value = all.pop();
      draw();
    }
  });
});
whenever("[data-v-password]", (place) => {
  const input = place.querySelector("input");
  const button = make("button", { type: "button", className: "btn v-btn v-btn-secondary", "aria-label": words.show, "aria-controls": input.id }, icon("eye"));
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-label", shown ? words.show : words.hide);
    button.replaceChildren(icon(shown ? "eye" : "eye-slash"));
  });
  place.append(button);
  input.form?.addEventListener("submit", () => input.type = "password");
});
whenever("[data-v-sortable]", async (list) => {
  const { default: Sortable } = await load("sortable");
  Sortable.create(list, {
    handle: list.querySelector("[data-v-handle]") ? "[data-v-handle]" : void 0,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onEnd: ({ newIndex, oldIndex }) => {
      if (newIndex === oldIndex) return;
      say(`${words.moved} ${newIndex + 1}`);
      list.closest("form")?.requestSubmit(list.closest("form").querySelector("[data-v-save-order]") ?? void 0);
    }
  });
});

// src/drafts.js
var EVERY = 5e3;
var MARK = "v-draft ";
var SKIPPED = /^(csrf_token|refresh|_.*)$/;
var isLeaving = false;
var store = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
})();
var drafts = () => Object.keys(store ?? {}).filter((key) => key.startsWith(MARK));
var forget = (keys) => keys.forEach((key) => store.removeItem(key));
var recall = (key) => JSON.parse(store.getItem(key));
function write(key, draft) {
  try {
    store.setItem(key, JSON.stringify(draft));
  } catch {
    return false;
  }
  return true;
}
if (document.querySelector(".v-flash-success")) forget(drafts().filter((key) => recall(key).sent));
var outside = (form) => [...form.elements].filter((each) => each.type === "radio" && !form.contains(each));
function read(form) {
  const entries = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.test(name));
  return { entries, picked: outside(form).filter((each) => each.checked).map((each) => each.id) };
}
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
  let timer2;
  function keep() {
    clearTimeout(timer2);
    timer2 = void 0;
    if (!isDirty || isSending || isLeaving) return;
    const now = read(form);
    const isEmpty = JSON.stringify(now) === drawn;
    if (isEmpty) forget([key]);
    const time = (/* @__PURE__ */ new Date()).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    status.textContent = !isEmpty && write(key, now) ? `${words.draftKept} ${time}` : "";
  }
  document.addEventListener("input", (event) => {
    if (event.target.form !== form) return;
    isDirty = true;
    timer2 ??= setTimeout(keep, EVERY);
  });
  form.addEventListener("focusout", keep);
  window.addEventListener("pagehide", keep);
  form.addEventListener("submit", () => {
    isSending = true;
    write(key, { ...read(form), sent: true });
  });
  const draft = recall(key);
  if (!draft || form.querySelector("[data-v-summary]")) return;
  if (!await restore(form, draft, () => !isDirty && !isSending)) return;
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
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-v-form]") || event.defaultPrevented) return;
  if (form.dataset.vSent) {
    event.preventDefault();
    return;
  }
  form.dataset.vSent = "true";
  setTimeout(() => delete form.dataset.vSent, 8e3);
});
window.addEventListener("pageshow", () => document.querySelectorAll("[data-v-sent]").forEach((form) => delete form.dataset.vSent));

// src/shortcuts.js
var OFF = "v-shortcuts-off";
var before = "";
var timer;
var off = () => localStorage.getItem(OFF) === "1";
var typing = (element) => element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable='true']");
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
    timer = setTimeout(() => before = "", 1200);
  }
}
var isChord = (event) => event.ctrlKey || event.metaKey;
document.addEventListener("keydown", (event) => isChord(event) && press(event), { capture: true });
document.addEventListener("keydown", (event) => isChord(event) || press(event));
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
  const rows = [...document.querySelectorAll("[data-v-key]")].map((element) => row(keysOf(element)[0].replace("mod", "Ctrl"), element.getAttribute("aria-label") || element.labels?.[0]?.textContent.trim() || element.innerText.trim() || element.placeholder || element.title));
  if (document.querySelector("[data-v-rows] .v-row-link")) rows.unshift(row("j", words.nextRow), row("k", words.previousRow), row("Enter", words.openRow));
  rows.push(row("?", words.shortcuts));
  const toggle = make("input", { type: "checkbox", id: "v-keys", className: "form-check-input", checked: !off() });
  toggle.addEventListener("change", () => localStorage.setItem(OFF, toggle.checked ? "0" : "1"));
  const close = make("button", { type: "button", className: "btn v-btn v-btn-secondary" }, words.close);
  const dialog = make(
    "dialog",
    { className: "v-dialog", "data-v-sheet": "", "aria-labelledby": "v-sheet-title" },
    make("h2", { id: "v-sheet-title" }, words.shortcuts),
    make("div", { className: "form-check" }, toggle, make("label", { className: "form-check-label", htmlFor: "v-keys" }, words.useShortcuts)),
    make("dl", { className: "v-keys" }, ...rows),
    close
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
for (const button of document.querySelectorAll("[data-v-shortcuts]")) {
  button.hidden = false;
  button.addEventListener("click", openSheet);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-v-confirm]");
  if (!button || button.dataset.vConfirmed) return;
  event.preventDefault();
  const yes = make("button", { type: "button", className: "btn v-btn v-btn-danger" }, button.textContent.trim() || words.confirm);
  const no = make("button", { type: "button", className: "btn v-btn v-btn-secondary", autofocus: true }, words.cancel);
  const dialog = make(
    "dialog",
    { className: "v-dialog", role: "alertdialog", "aria-labelledby": "v-confirm-text" },
    make("p", { id: "v-confirm-text" }, button.dataset.vConfirm),
    make("div", { className: "v-actions" }, yes, no)
  );
  yes.addEventListener("click", () => {
    dialog.close();
    button.dataset.vConfirmed = "true";
    button.click();
    delete button.dataset.vConfirmed;
  });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
});

// src/ventanilla.js
document.documentElement.classList.add("v-scripts");
whenever("[data-v-strip] [aria-current]", (item) => {
  const strip = item.closest("[data-v-strip]");
  strip.scrollLeft += Math.max(0, item.getBoundingClientRect().right - strip.getBoundingClientRect().right);
});
enhanceAll();
