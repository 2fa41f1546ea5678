// A key that chooses the kind of message leads on to where one writes it. A click of the mouse does not: whoever
// looks at a tab may only want to see whom it reaches.
for (const label of document.querySelectorAll(".d-kind label")) {
  label.addEventListener("click", (event) => {
    if (event.isTrusted) return;
    const place = document.querySelector("#reply [data-v-editor]");
    place?.scrollIntoView({ block: "center" });
    // A key that was pressed must not be written into what it opens.
    setTimeout(() => (place?.querySelector("[contenteditable='true']") ?? place?.querySelector("textarea"))?.focus());
  });
}

// On a wide screen the list that the agent came from stands beside the case, to go on from there. It is asked for
// apart, so that a case costs nothing more where there is no room for it.
const beside = document.querySelector("[data-d-beside]");
const wide = matchMedia("(min-width: 90rem)");

function item(row) {
  const link = row.querySelector(".v-row-link");
  if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
  const made = document.createElement("li");
  made.append(link, ...row.querySelectorAll(".d-status .v-badge"), ...row.querySelectorAll(".d-subject > span:not(.c-badges), .d-moment time"));
  return made;
}

async function showBeside() {
  if (!beside || !wide.matches || beside.childElementCount) return;
  const answer = await fetch(beside.dataset.dBeside);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = [...page.querySelectorAll("#cases tbody tr")];
  const list = document.createElement("ol");
  list.dataset.vRows = "";
  list.append(...rows.map(item));
  beside.replaceChildren(list);
  beside.hidden = rows.length === 0;
  const here = list.querySelector("[aria-current]")?.parentElement;
  if (here) beside.scrollTop = here.offsetTop - beside.offsetHeight / 2;
}

showBeside();
wide.addEventListener("change", showBeside);

// How many cases are chosen. The list is drawn anew while somebody filters it, so its boxes are looked for each time.
document.addEventListener("change", (event) => {
  if (event.target.name !== "_case" || event.target.form?.id !== "bulk") return;
  const count = document.querySelectorAll("input[name='_case'][form='bulk']:checked").length;
  const place = event.target.form.querySelector("[data-d-chosen]");
  place.textContent = count ? place.dataset.dChosen.replace("{count}", count) : "";
});
