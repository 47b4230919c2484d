// Takes whoever is told of something wrong to the first of it, unless the top of the page says it already.

const first = document.querySelector("main .wrong");

if (first && !document.querySelector("main .banner-error")) {
  first.scrollIntoView({ block: "center" });
  const boxes = ":is(input:not([type=hidden]), select, textarea)";
  document.querySelector(`main [data-wrong] ${boxes}, main [aria-invalid=true]`)?.focus({ preventScroll: true });
}
