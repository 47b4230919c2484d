// The page that is open is in sight in the menu, however long the menu is. The menu moves, never the page.

const here = document.querySelector(".desk-side [aria-current]");
const parts = here?.closest(".desk-side-parts");
const side = here?.closest(".desk-side");

if (parts && side) {
  parts.scrollTop = here.offsetTop - parts.clientHeight / 2;
  side.scrollLeft = here.offsetLeft - side.clientWidth / 2;
}
