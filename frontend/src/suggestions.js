// While somebody types here, the server may know an answer already: it is shown below the control.
import { say, typed, whenever, words } from "./page.js";

const PAUSE = 400;

whenever("[data-v-suggest]", (place) => {
  const selector = place.dataset.vSuggest;
  let timer;
  let underWay;
  let found = "";

  async function ask(form) {
    underWay?.abort();
    underWay = new AbortController();
    const { signal } = underWay;
    let html;
    try {
      const answer = await fetch(place.dataset.url, { method: "POST", body: typed(form), headers: { Accept: "application/json" }, signal });
      if (!answer.ok || !(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) return;
      ({ html } = await answer.json());
    } catch {
      return; // a later letter was faster, or the connection is lost: nobody needs a suggestion
    }
    if (signal.aborted || html === found) return;
    found = html;
    place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    place.hidden = !html;
    if (html) say(`${words.suggestions}: ${place.querySelectorAll("a").length}`);
  }

  // The control of a form that was asked for again is another one.
  whenever(selector, (control) => {
    control.closest(".v-field").after(place);
    control.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => ask(control.form), PAUSE);
    });
  });
});
