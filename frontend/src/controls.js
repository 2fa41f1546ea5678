// Small comforts on plain controls: searching long lists, chips for addresses, showing a password.
import { icon, load, make, parts, say, whenever, words } from "./page.js";

let styled = false;

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
    },
  });
  const input = wrap.querySelector("input");
  if (describedBy) input.setAttribute("aria-describedby", `${describedBy} ${input.getAttribute("aria-describedby") ?? ""}`.trim());
  for (const name of ["aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  // An emptied box means no choice: without this the list would keep the old one.
  input.addEventListener("change", () => {
    if (input.value.trim() || !select.value) return;
    select.value = "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

const ADDRESS = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;

// Addresses become chips below the control; the control keeps only what is being typed, and a
// hidden one of the same name carries all of them.
whenever("input[data-v-chips]", (input) => {
  const store = make("input", { type: "hidden", name: input.name });
  const list = make("ul", { className: "v-chip-list" });
  let all = [];
  const write = () => {
    store.value = [...all, input.value.trim()].filter(Boolean).join(", ");
  };
  const draw = () => {
    list.replaceChildren(...all.map((address) => {
      const fits = ADDRESS.test(address);
      const button = make("button", { type: "button", "aria-label": `${words.remove} ${address}` }, icon("x-lg"));
      button.addEventListener("click", () => {
        all = all.filter((each) => each !== address);
        draw();
        input.focus();
        store.dispatchEvent(new Event("input", { bubbles: true }));
      });
      return make("li", { className: fits ? "v-chip" : "v-chip v-chip-bad" }, address, button);
    }));
    list.hidden = !all.length;
    write();
  };
  const take = () => {
    const found = input.value.split(/[,;\s]+/).filter(Boolean);
    all = [...new Set([...all, ...found])];
    input.value = "";
    draw();
    if (found.length) say(found.join(", "));
  };
  input.removeAttribute("name");
  input.after(store, list);
  take();
  input.addEventListener("input", () => (/[,;\s]/.test(input.value) ? take() : write()));
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
  input.form?.addEventListener("submit", () => (input.type = "password"));
});

whenever("[data-v-sortable]", async (list) => {
  // Dragging is a comfort: the buttons beside each row move it as well, with and without scripts.
  const { default: Sortable } = await load("sortable");
  Sortable.create(list, {
    handle: list.querySelector("[data-v-handle]") ? "[data-v-handle]" : undefined,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onEnd: ({ newIndex, oldIndex }) => {
      if (newIndex === oldIndex) return;
      say(`${words.moved} ${newIndex + 1}`);
      list.closest("form")?.requestSubmit(list.closest("form").querySelector("[data-v-save-order]") ?? undefined);
    },
  });
  list.classList.add("v-sortable-live");
});
