// A click on a paper makes it large in its place, another makes it small; with Ctrl it opens beside, as any link.

document.addEventListener("click", (event) => {
  const page = event.target.closest(".paper-page");
  if (!page || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  page.closest(".block").classList.toggle("is-large");
  page.scrollIntoView({ block: "start" });
});
