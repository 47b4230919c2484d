// What is pleasanter in the builder with a script; every page works without it.

const phone = document.getElementById("phone");

// The phone follows each change, and stays where it was scrolled to.
document.addEventListener("draft-changed", () => phone.contentWindow.location.reload());

// The question that is open stands at the top of the phone. Scrolling inside the frame leaves the page where it is.
function show() {
  const place = phone.contentDocument.getElementById(phone.dataset.anchor);
  if (place) phone.contentWindow.scrollTo(0, place.getBoundingClientRect().top + phone.contentWindow.scrollY - 16);
}
if (phone.contentDocument?.readyState === "complete") show();
phone.addEventListener("load", show, { once: true });

// What is only chosen for a button is not saved by itself.
document.addEventListener("change", (event) => {
  if ("quiet" in event.target.dataset) event.stopPropagation();
}, { capture: true });

// A new question is named first: what it is called by itself is only a proposal.
document.querySelector("#form [autofocus]")?.select();

// The outline shows where one is; on a narrow screen it does not scroll by itself, and the page stays at its top.
const outline = document.getElementById("outline");
const here = outline.querySelector("[aria-current]");
if (here) outline.scrollTop = here.offsetTop - outline.clientHeight / 2;
