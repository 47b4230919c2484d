// What is pleasanter with a script; every page works without it.

document.documentElement.classList.add("has-scripts");

const MEGABYTE = 1024 * 1024;
const LARGE = 4 * MEGABYTE; // bytes; a photo above this is made smaller before it is sent
const LONGEST_SIDE = 2600; // pixels: an A4 sheet stays readable
const QUALITY = 0.85;
const shrunk = new WeakSet();

/** A photo small enough to send, or the file as it is. */
async function shrink(file) {
  if (file.size <= LARGE || !["image/jpeg", "image/png"].includes(file.type)) return file;
  try {
    const photo = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(photo.width, photo.height));
    const canvas = new OffscreenCanvas(Math.round(photo.width * scale), Math.round(photo.height * scale));
    canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
    const smaller = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    if (smaller.size >= file.size) return file;
    return new File([smaller], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
  } catch {
    return file; // the server says what is wrong with it
  }
}

/** Large photos are made smaller first; then the change is told again, and the file is sent. */
async function sendSmaller(event) {
  const input = event.target;
  if (input.type !== "file") return;
  if (shrunk.delete(input) || ![...input.files].some((file) => file.size > LARGE)) {
    if (isTooLarge(input)) event.stopImmediatePropagation();
    return;
  }
  event.stopImmediatePropagation();
  const chosen = new DataTransfer();
  for (const file of await Promise.all([...input.files].map(shrink))) chosen.items.add(file);
  shrunk.add(input);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** What the city would refuse is not sent first: the box is emptied, and the reason stands beside it. */
function isTooLarge(input) {
  const found = [...input.files].find((file) => file.size > Number(input.dataset.largest));
  const note = document.getElementById(`${input.id}-too-large`);
  note.hidden = !found;
  if (!found) return false;
  note.textContent = "＊" + input.dataset.tooLarge.replace("SIZE", (found.size / MEGABYTE).toFixed(1));
  input.value = "";
  return true;
}

/** The boxes of a form in which files are chosen, on their way to the city. */
function sending(form) {
  return [...form.querySelectorAll('input[type="file"]')].filter((input) => input.files.length);
}

function barOf(input) {
  return document.getElementById(`${input.id}-progress`);
}

/** Files take as long as the line needs. */
function takeTime({ target, detail }) {
  if (sending(target).length) detail.timeout = 0;
}

/** How far the files have got. The answer has its progress, too; by then the bar is full. */
function showProgress({ target, detail }) {
  for (const bar of sending(target).map(barOf)) {
    const progress = bar.querySelector("progress");
    if (!detail.lengthComputable || progress.value === 100) continue;
    bar.hidden = false;
    progress.value = Math.floor((detail.loaded / detail.total) * 100);
  }
}

function hideProgress({ target }) {
  for (const bar of target.querySelectorAll(".question-progress")) {
    bar.hidden = true;
    bar.querySelector("progress").value = 0;
  }
}

/** A picked area goes straight into the boxes; its own button is not needed any more. */
function fillAddress(event) {
  const radio = event.target;
  if (!radio.dataset?.fills) return;
  const [prefecture, city, town] = radio.value.split("|");
  const path = radio.name.replace(/\.area$/, "");
  for (const [part, words] of Object.entries({ prefecture, city, town })) {
    const box = radio.form.elements[`${path}.${part}`];
    if (box) box.value = words;
  }
}

document.addEventListener("change", sendSmaller, { capture: true });
document.addEventListener("change", fillAddress, { capture: true });
document.addEventListener("htmx:configRequest", takeTime);
document.addEventListener("htmx:xhr:progress", showProgress);
document.addEventListener("htmx:afterRequest", hideProgress);
