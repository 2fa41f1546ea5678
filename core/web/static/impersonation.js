// While a member of staff sees the portal as a customer: what is left of the time, and why buttons do nothing.
const SECOND = 1000;
const banner = document.querySelector("[data-v-looking]");
const why = document.querySelector("#v-looking-why");

// Buttons that would change something are dimmed and say why; pressed all the same, the server says so.
function dim(root) {
  for (const form of root.querySelectorAll("form")) {
    if (form.method !== "post" || banner.contains(form)) continue;
    for (const button of form.querySelectorAll("button:not([type=button]), input[type=submit]")) {
      button.disabled = true;
      button.title = why.textContent;
      button.setAttribute("aria-describedby", why.id);
    }
  }
}

if (banner) {
  const ends = performance.now() + Number(banner.dataset.vLooking) * SECOND;
  const clock = banner.querySelector("[role=timer]");
  const show = () => {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / SECOND));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 0) {
      clearInterval(timer);
      setTimeout(() => location.replace(banner.dataset.vOver), SECOND);
    }
  };
  const timer = setInterval(show, SECOND);
  banner.querySelector("[data-v-until]").hidden = true;
  banner.querySelector("[data-v-left]").hidden = false;
  show();
  dim(document);
  document.addEventListener("htmx:after:swap", () => dim(document));
}
