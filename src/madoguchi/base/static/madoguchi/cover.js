// A shared device that nobody touches for two minutes shows nothing any more. The server decides the same by itself.

const names = document.querySelector("[data-cover]");
const after = 120_000;
let last = Date.now();

function touched() {
  last = Date.now();
}

function look() {
  if (Date.now() - last < after) return;
  document.body.replaceChildren();
  const here = encodeURIComponent(location.pathname);
  location.replace(`${names.dataset.cover}?next=${here}`);
}

if (names) {
  for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, touched, { passive: true });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
}
