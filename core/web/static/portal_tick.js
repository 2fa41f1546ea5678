// The tick "portal field" and the two lists of customers beside it are one thing: each shows what the other says.
const HIDDEN = "hidden";
const tick = document.querySelector("#field-portal");
const lists = ["create", "detail"]
  .map((screen) => document.querySelector(`#field-grant_customer_${screen}`))
  .filter((list) => list?.matches("select"));
const known = document.querySelector("[data-v-former]");

if (tick && lists.length && known) {
  const values = known.dataset.vFormer.split(" ");
  let former = lists.map((list) => values[list.id.endsWith("create") ? 0 : 1]);
  const partly = document.createElement("span");
  partly.className = "v-muted";
  partly.id = "field-portal-partly";
  tick.closest(".form-check").append(" ", partly);
  tick.setAttribute("aria-describedby", `${tick.getAttribute("aria-describedby") ?? ""} ${partly.id}`.trim());

  const show = () => {
    const seen = lists.filter((list) => list.value !== HIDDEN);
    tick.checked = seen.length > 0;
    tick.indeterminate = seen.length > 0 && seen.length < lists.length;
    partly.textContent = tick.indeterminate ? `(${known.dataset.vPartly})` : "";
    if (seen.length) former = lists.map((list) => list.value);
  };
  tick.addEventListener("change", () => {
    const back = former.some((value) => value !== HIDDEN) ? former : lists.map(() => "view");
    lists.forEach((list, number) => { list.value = tick.checked ? back[number] : HIDDEN; });
    show();
  });
  lists.forEach((list) => list.addEventListener("change", show));
  show();
}
