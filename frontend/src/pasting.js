// What office programs put on the clipboard, as plain HTML means it. The server does the same for mail
// (fields_config/office.py): a change here is a change there.

// Pages here may not have inline styles, so they are read as text, from an attribute of another name.
const styleOf = (element) => element.getAttribute("data-was-style") ?? "";
const STYLES = [
  ["strong", /font-weight:\s*(bold|bolder|[6-9]00)\b/i, "b, strong, h1, h2, h3, h4, h5, h6, th"],
  ["em", /font-style:\s*(italic|oblique)\b/i, "i, em"],
  ["s", /text-decoration(-line)?:[^;]*line-through/i, "s, del, strike"],
  ["u", /text-decoration(-line)?:[^;]*underline/i, "a, u"],
  ["sup", /vertical-align:\s*super\b/i, "sup"],
  ["sub", /vertical-align:\s*sub\b/i, "sub"],
];
const LIST = /mso-list:\s*l(\d+)\s+level(\d+)/i;
const NUMBERED = /^\s*\(?(\d+|[a-zA-Z]|[ivxlcdmIVXLCDM]+)[.)]/;

// Emphasis that stands in a style is written as an element; "not bold" is said by taking the element away.
function emphasise(root) {
  for (const element of [...root.querySelectorAll("b, strong, i, em")]) {
    const off = element.matches("b, strong") ? /font-weight:\s*(normal|lighter|[1-5]00)\b/i : /font-style:\s*normal\b/i;
    if (off.test(styleOf(element))) element.replaceWith(...element.childNodes);
  }
  for (const element of [...root.querySelectorAll("[data-was-style]")]) {
    if (!element.textContent.trim() || element.matches("table, thead, tbody, tr, ul, ol")) continue;
    for (const [tag, says, already] of STYLES) {
      if (!says.test(styleOf(element)) || element.closest(already)) continue;
      const made = document.createElement(tag);
      made.append(...element.childNodes);
      element.append(made);
    }
  }
}

// Word writes a list as paragraphs, each with its own bullet or number as text.
function makeLists(root) {
  const isItem = (element) => element?.matches?.("p, h1, h2, h3, h4, h5, h6") && LIST.test(styleOf(element));
  for (const first of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    if (!first.isConnected || !isItem(first)) continue;
    const stack = [];
    const place = document.createComment("");
    first.before(place);
    for (let item = first, next; isItem(item); item = next) {
      next = item.nextElementSibling;
      const level = Math.min(9, Number(styleOf(item).match(LIST)[2]) || 1);
      const mark = [...item.querySelectorAll("[data-was-style]")].find((each) => /mso-list:\s*ignore/i.test(styleOf(each)));
      const isNumbered = NUMBERED.test(mark?.textContent ?? "");
      mark?.remove();
      while (stack.length > level) stack.pop();
      while (stack.length < level) {
        const list = document.createElement(isNumbered ? "ol" : "ul");
        if (stack.length) (stack.at(-1).lastElementChild ?? stack.at(-1).appendChild(document.createElement("li"))).append(list);
        else place.before(list);
        stack.push(list);
      }
      const made = document.createElement("li");
      made.append(...item.childNodes);
      stack.at(-1).append(made);
      item.remove();
    }
    place.remove();
  }
}

export function plainHtml(html) {
  // Word hides its bullets from others in conditional comments: their content is wanted, to be told from the words.
  const shown = html.replace(/<!--\[if !supportLists\]>/gi, "");
  const bare = shown.replace(/<[^>]+>/g, (tag) => tag.replace(/(\s)style(\s*=)/gi, "$1data-was-style$2"));
  const page = new DOMParser().parseFromString(bare, "text/html");
  for (const each of page.querySelectorAll("style, script, title, meta, link, xml, colgroup, col")) each.remove();
  makeLists(page.body);
  emphasise(page.body);
  return page.body.innerHTML;
}

// Rows with tabs, as spreadsheets and databases give them where they give no HTML.
export function tableOf(text) {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((row) => row.split("\t"));
  if (rows[0].length < 2 || rows.some((row) => row.length !== rows[0].length)) return null;
  const table = document.createElement("table");
  for (const row of rows) {
    const line = table.insertRow();
    for (const cell of row) line.insertCell().textContent = cell;
  }
  return table.outerHTML;
}

// Text as HTML has it: paragraphs, lines, and every sign as it was typed.
export function htmlOf(text) {
  const paragraphs = text.replace(/\r\n?/g, "\n").replace(/^\n+|\s+$/g, "").split(/\n[ \t]*(?:\n[ \t]*)+/);
  return paragraphs.map((paragraph) => {
    const made = document.createElement("p");
    paragraph.split("\n").forEach((line, number) => made.append(...(number ? [document.createElement("br"), line] : [line])));
    return made.outerHTML;
  }).join("");
}
