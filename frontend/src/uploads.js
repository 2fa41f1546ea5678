// Files go up one by one as soon as they are chosen or dropped, each with progress, cancel and retry.
// Without scripts, or without an address to send to, the plain control does the work.
import { load, make, say, whenever, words } from "./page.js";

const readable = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

// A place to choose files at and to drop them on; `take` gets what was dropped.
function openPlace(place, take) {
  const one = !place.querySelector("input[type=file]").multiple;
  place.classList.add("v-files-live");
  place.querySelector(".v-drop-text").after(make("span", { className: "v-muted" }, one ? words.dropOne : words.drop));
  place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("v-dragging"); });
  place.addEventListener("dragleave", () => place.classList.remove("v-dragging"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("v-dragging");
    take(event.dataTransfer.files);
  });
}

const nameOf = (file) => [make("bdi", { className: "v-file-name" }, file.name), make("span", { className: "v-muted" }, readable(file.size))];

// What a failed request was answered; empty if that is not of ours.
function answerOf(request) {
  try {
    return JSON.parse(request.responseText) ?? {};
  } catch {
    return {};
  }
}

class Uploads {
  constructor(place) {
    this.place = place;
    this.list = place.querySelector(".v-file-list");
    this.input = place.querySelector("input[type=file]");
    this.rows = new Map();
    openPlace(place, (files) => this.take([...files]));
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    place.closest("form").addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length) this.take(files);
    });
    for (const row of this.list.children) this.makeRemovable(row);
    this.taking = 0;
    // Before anybody else hears of it: a form that is sent too early would lose the files under way.
    place.closest("form").addEventListener("submit", (event) => this.hold(event), { capture: true });
  }

  get isBusy() {
    return this.taking > 0 || this.list.querySelector("progress") !== null;
  }

  get failures() {
    return [...this.list.querySelectorAll(".v-file-failed")];
  }

  hold(event) {
    if (!this.isBusy && !this.failures.length) return;
    if (!this.isBusy && this.isTold) return; // it was said what is missing, and it is meant
    if (event.submitter?.name.startsWith("_draft")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.submitter = event.submitter;
    if (this.isBusy) {
      this.held = event.submitter;
      say(words.uploading);
    } else this.tellMissing();
  }

  // Once: sending goes on without these files only if that is what somebody wants.
  tellMissing() {
    const failed = this.failures;
    const act = (label, kind, does) => {
      const button = make("button", { type: "button", className: `btn v-btn v-btn-${kind}` }, label);
      button.addEventListener("click", does);
      return button;
    };
    const one = failed.length === 1;
    const without = act(one ? words.sendWithoutOne : words.sendWithoutSome, "secondary", () => this.send());
    const remove = act(one ? words.removeOne : words.removeSome, "quiet", () => {
      for (const row of this.failures) this.drop(row);
      this.input.focus();
    });
    const again = failed.filter((row) => row.querySelector("[data-v-retry]"));
    const retry = again.length ? [act(words.retry, "quiet", () => again.forEach((row) => row.querySelector("[data-v-retry]")?.click()))] : [];
    const text = one ? words.oneMissing : words.someMissing.replace("{count}", failed.length);
    this.notice?.remove();
    this.notice = make("div", { className: "v-flash v-flash-danger v-files-missing", role: "alert", tabIndex: -1 }, make("p", {}, text), make("p", { className: "v-actions" }, without, remove, ...retry));
    this.place.append(this.notice);
    this.notice.scrollIntoView({ block: "center" });
    this.notice.focus();
    // A double click has not read it.
    setTimeout(() => (this.isTold = this.notice !== null), 1000);
  }

  send() {
    this.isTold = true;
    this.place.closest("form").requestSubmit(this.submitter?.isConnected ? this.submitter : undefined);
  }

  // What has changed is to be told anew.
  forgetNotice() {
    this.isTold = false;
    this.notice?.remove();
    this.notice = null;
  }

  drop(row) {
    const id = [...this.rows].find(([, known]) => known === row)?.[0];
    if (id) this.uppy.removeFile(id);
    row.remove();
    this.forgetNotice();
  }

  // Sends what was held back, once all files are there; after a failure the person decides.
  settle() {
    if (this.held === undefined || this.isBusy) return;
    this.held = undefined;
    if (this.failures.length) this.tellMissing();
    else this.send();
  }

  makeRemovable(row) {
    row.querySelector(".form-check")?.replaceWith(this.removeButton(row, row.querySelector(".v-file-name").textContent));
  }

  removeButton(row, name, act = () => {}) {
    const button = make("button", { type: "button", className: "btn v-btn v-btn-quiet", "aria-label": `${words.remove} ${name}` }, words.remove);
    button.addEventListener("click", () => {
      act();
      const next = row.nextElementSibling?.querySelector("button") ?? this.input;
      row.remove();
      next.focus();
    });
    return button;
  }

  complaint(file) {
    const { maxSize, maxFiles, accept } = this.place.dataset;
    if (maxFiles && this.list.children.length >= Number(maxFiles)) return words.tooMany;
    if (maxSize && file.size > Number(maxSize)) return words.tooLarge.replace("{name}", () => file.name);
    if (accept && !accept.split(",").some((end) => file.name.toLowerCase().endsWith(end))) return words.wrongType.replace("{name}", () => file.name);
    return null;
  }

  async take(files) {
    this.input.value = "";
    this.forgetNotice();
    this.taking += 1;
    const uppy = await this.engine().finally(() => { this.taking -= 1; });
    for (const file of files) {
      const complaint = this.complaint(file);
      const row = this.row(file);
      if (complaint) {
        this.fail(row, complaint);
        continue;
      }
      this.add(file, row);
    }
    uppy.upload();
    this.settle();
  }

  add(file, row) {
    try {
      this.rows.set(this.uppy.addFile({ name: file.name, type: file.type, data: file, source: "local" }), row);
    } catch (error) {
      this.fail(row, error.message);
    }
  }

  async engine() {
    if (this.uppy) return this.uppy;
    const { Uppy, XHRUpload } = await load("uploads");
    const form = this.place.closest("form");
    const nothing = () => {}; // the list tells what went wrong
    this.uppy = new Uppy({ autoProceed: false, logger: { debug: nothing, warn: nothing, error: nothing } });
    this.uppy.use(XHRUpload, {
      endpoint: this.place.dataset.url,
      fieldName: "file",
      limit: 3,
      timeout: 60000,
      shouldRetry: () => false,
      headers: { "X-CSRF-Token": form.elements.csrf_token.value, "HX-Request": "true", Accept: "application/json" },
      allowedMetaFields: [],
      getResponseData: (request) => JSON.parse(request.responseText),
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
    const row = make("li", {}, ...nameOf(file));
    const bar = make("progress", { max: 1, value: 0, "aria-label": `${words.uploading} ${file.name}` });
    const button = make("button", { type: "button", className: "btn v-btn v-btn-quiet", "aria-label": `${words.cancel} ${file.name}` }, words.cancel);
    button.addEventListener("click", () => {
      this.drop(row);
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

  // What Uppy hands over is the request itself.
  failed(file, request) {
    const row = this.rows.get(file.id);
    const { error, sign_in: signIn } = answerOf(request);
    const status = request?.status ?? 0;
    // Uppy would send it again by itself, with the next file that is chosen. The request forgets its answer by this.
    this.rows.delete(file.id);
    this.uppy.removeFile(file.id);
    const tooLarge = status === 413 && words.tooLarge.replace("{name}", () => file.name);
    this.fail(row, error ?? (tooLarge || words.failed));
    // Only where leaving the page loses nothing of it: else sending the form leads there, and keeps what it has.
    if (signIn && this.place.closest("form[data-v-draft]")) row.querySelector(".v-error").append(" ", make("a", { href: signIn }, words.signIn));
    // A refusal stays one; what was lost on the way, or came at a bad time, may go through.
    if (status !== 0 && status < 500 && status !== 408 && status !== 429) return;
    const retry = make("button", { type: "button", className: "btn v-btn v-btn-secondary", "aria-label": `${words.retry} ${file.name}` }, words.retry);
    retry.dataset.vRetry = "";
    retry.addEventListener("click", () => {
      this.forgetNotice();
      row.classList.remove("v-file-failed");
      row.querySelector(".v-error").remove();
      for (const part of row.querySelectorAll("[hidden]")) part.hidden = false;
      retry.remove();
      row.querySelector(".v-muted").after(make("progress", { max: 1, value: 0, "aria-label": `${words.uploading} ${file.name}` }));
      this.add(file.data, row);
      this.uppy.upload();
    });
    row.querySelector("button").before(retry);
  }

  fail(row, reason) {
    row.classList.add("v-file-failed");
    row.querySelector("progress")?.remove();
    row.querySelector("button").before(make("bdi", { className: "v-error", role: "alert" }, reason));
    // Most reasons name the file; once is enough.
    const name = row.querySelector(".v-file-name");
    for (const part of row.querySelectorAll(".v-file-name, .v-muted")) part.hidden = reason.includes(name.textContent);
    row.querySelector("button:last-of-type").textContent = words.remove;
    row.querySelector("button:last-of-type").setAttribute("aria-label", `${words.remove} ${row.querySelector(".v-file-name").textContent}`);
    this.settle();
  }
}

whenever("[data-v-files][data-url]", (place) => new Uploads(place));

// Where files go with the form, the control keeps them, and the list names what it keeps.
whenever("[data-v-files]:not([data-url])", (place) => {
  const input = place.querySelector("input[type=file]");
  openPlace(place, (files) => {
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => {
    for (const row of place.querySelectorAll("[data-v-chosen]")) row.remove();
    place.querySelector(".v-file-list").append(...[...input.files].map((file) => make("li", { "data-v-chosen": "" }, ...nameOf(file))));
    say([...input.files].map((file) => file.name).join(", "));
  });
});
