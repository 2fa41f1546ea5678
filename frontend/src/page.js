// What the server tells every page's scripts: where lazy parts are, and words in the reader's language.

function meta(name) {
  const found = document.querySelector(`meta[name="${name}"]`);
  return found ? JSON.parse(found.content) : {};
}

export const parts = meta("v-parts");
export const words = meta("v-words");

export const load = (part) => import(parts[part]);

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "v-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${parts.sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// What is typed into a form. What waits in a file control stays there; the ids of what was uploaded go along.
export function typed(form) {
  const body = new FormData(form);
  for (const file of form.querySelectorAll("input[type=file][name]")) {
    const ids = body.getAll(file.name).filter((value) => typeof value === "string");
    body.delete(file.name);
    for (const id of ids) body.append(file.name, id);
  }
  return body;
}

// Said by screen readers at the next pause.
export function say(text) {
  const live = document.getElementById("v-live");
  if (live) live.textContent = text;
}

// Runs `enhance` once for each element that fits, now and after every swap.
const enhancers = [];
const done = new WeakMap();

export function whenever(selector, enhance) {
  enhancers.push([selector, enhance]);
}

export function enhanceAll(root = document) {
  for (const [selector, enhance] of enhancers) {
    for (const element of root.querySelectorAll(selector)) {
      const seen = done.get(element) ?? new Set();
      if (seen.has(selector)) continue;
      seen.add(selector);
      done.set(element, seen);
      enhance(element);
    }
  }
}
