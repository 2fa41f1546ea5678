// The rich text editor over its textarea, loaded when it comes near. The textarea has the words, as everybody without
// scripts types them; two hidden controls beside it have the HTML, and say that it is the editor's.
import { icon, load, make, whenever, words } from "./page.js";

const TOOLS = [
  ["bold", "type-bold", (chain) => chain.toggleBold()],
  ["italic", "type-italic", (chain) => chain.toggleItalic()],
  ["strike", "type-strikethrough", (chain) => chain.toggleStrike()],
  ["bulletList", "list-ul", (chain) => chain.toggleBulletList()],
  ["orderedList", "list-ol", (chain) => chain.toggleOrderedList()],
  ["blockquote", "quote", (chain) => chain.toggleBlockquote(), "quote"],
  ["codeBlock", "code", (chain) => chain.toggleCodeBlock(), "code"],
  ["link", "link-45deg", null],
  ["undo", "arrow-counterclockwise", (chain) => chain.undo()],
  ["redo", "arrow-clockwise", (chain) => chain.redo()],
];

function askLink(editor) {
  const before = editor.getAttributes("link").href ?? "";
  const address = window.prompt(words.linkPrompt, before);
  if (address === null) return;
  const chain = editor.chain().focus().extendMarkRange("link");
  if (address.trim()) chain.setLink({ href: /^[a-z]+:/i.test(address) ? address : `https://${address}` }).run();
  else chain.unsetLink().run();
}

function toolbar(editor, textarea) {
  const bar = make("div", { className: "v-toolbar", role: "toolbar", "aria-label": words.toolbar, "aria-controls": `${textarea.id}-rich` });
  for (const [name, image, act, word] of TOOLS) {
    const button = make("button", { type: "button", title: words[word ?? name], "aria-label": words[word ?? name], tabIndex: bar.children.length ? -1 : 0 }, icon(image));
    if (act && !["undo", "redo"].includes(name)) button.setAttribute("aria-pressed", "false");
    button.dataset.mark = name;
    button.addEventListener("click", () => (act ? act(editor.chain().focus()).run() : askLink(editor)));
    bar.append(button);
  }
  // One stop for the Tab key; arrows move inside (the ARIA toolbar pattern).
  bar.addEventListener("keydown", (event) => {
    const buttons = [...bar.children];
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const now = buttons.indexOf(document.activeElement);
    const next = buttons[Math.abs(step) === 1 ? (now + step + buttons.length) % buttons.length : step < 0 ? 0 : buttons.length - 1];
    buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
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
  const { Editor, StarterKit, Subscript, Superscript, TableKit, htmlOf, plainHtml, tableOf } = await load("editor");
  const label = document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`);
  if (label && !label.id) label.id = `${textarea.id}-label`;
  const attributes = { id: `${textarea.id}-rich`, role: "textbox", "aria-multiline": "true", class: "v-prose" };
  if (label) attributes["aria-labelledby"] = label.id;
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  const stage = make("div");
  const [rich, by] = ["_html-", "_by-"].map((prefix) => [...place.querySelectorAll("input[type=hidden]")].find((each) => each.name === prefix + textarea.name));
  const write = (now) => {
    rich.value = now.isEmpty ? "" : now.getHTML();
    textarea.value = now.isEmpty ? "" : now.getText({ blockSeparator: "\n\n" });
    by.value = "editor";
  };
  const editor = new Editor({
    element: stage,
    injectCSS: false,
    content: by.value || textarea.value === textarea.defaultValue ? rich.value : htmlOf(textarea.value),
    extensions: [StarterKit.configure({ link: { openOnClick: false, defaultProtocol: "https" } }), Subscript, Superscript, TableKit],
    editorProps: {
      attributes,
      transformPastedHTML: plainHtml,
      handlePaste: (_view, event) => {
        const data = event.clipboardData;
        const table = data && !data.getData("text/html") ? tableOf(data.getData("text/plain")) : null;
        return table ? editor.commands.insertContent(table) : false;
      },
    },
    onUpdate: ({ editor: now }) => {
      write(now);
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const selection = [textarea.selectionStart, document.activeElement === textarea];
  place.classList.add("v-rich-live");
  place.append(toolbar(editor, textarea), stage);
  label?.addEventListener("click", () => editor.commands.focus());
  place.vEditor = editor;
  if (!by.value && textarea.value !== textarea.defaultValue) write(editor);
  if (focus || selection[1]) editor.commands.focus("end");
  return editor;
}

whenever("[data-v-editor]", (place) => {
  let begun;
  // Promises the editor; nothing if it can't be loaded, and then the textarea goes on working.
  const begin = (focus) => {
    watcher.disconnect();
    begun ??= start(place, focus).catch(() => place.classList.remove("v-rich-live"));
    return begun;
  };
  place.vBegin = begin;
  const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && begin(false));
  // After the page is usable, not before: the editor is the heaviest part.
  const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 200));
  idle(() => watcher.observe(place));
  place.addEventListener("focusin", () => begin(true), { once: true });
});
