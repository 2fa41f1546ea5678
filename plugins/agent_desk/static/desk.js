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
