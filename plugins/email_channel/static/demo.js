// The page of a mail that was just written looks again by itself until something is decided.
const EVERY = 1000;

if (document.querySelector("[data-m-waiting]")) {
  setTimeout(() => location.reload(), EVERY);
}
