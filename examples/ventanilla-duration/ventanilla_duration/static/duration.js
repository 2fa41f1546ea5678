// "2:30" that is typed or pasted into the hours fills in both controls. Listening at the document hears forms, too, that
// the page draws anew.
document.addEventListener("input", (event) => {
  const hours = event.target.closest("[data-duration=hours]");
  const written = hours?.value.match(/^\s*(\d+)\s*[:.]\s*(\d+)\s*$/);
  const minutes = hours?.closest(".duration-parts").querySelector("[data-duration=minutes]");
  if (written && minutes) [hours.value, minutes.value] = written.slice(1);
});
