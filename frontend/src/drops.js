// Menus are <details>: they open by themselves; here they also close as people expect.

export function closeDrops(except = null) {
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

// The theme changes at once; the server remembers it for the next page.
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
