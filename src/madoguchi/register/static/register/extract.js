// A file above the limit is told before it is sent.

const box = document.querySelector("input[data-largest]");
const said = document.querySelector("[data-said]");
const MEGABYTE = 1_000_000;

function check() {
  const size = box.files[0]?.size ?? 0;
  const isTooLarge = size > Number(box.dataset.largest);
  said.hidden = !isTooLarge;
  said.textContent = isTooLarge ? `＊${box.dataset.tooLarge.replace("SIZE", (size / MEGABYTE).toFixed(1))}` : "";
  box.setAttribute("aria-invalid", String(isTooLarge));
  return !isTooLarge;
}

box.addEventListener("change", check);
box.form.addEventListener("submit", (event) => {
  if (!check()) event.preventDefault();
});
