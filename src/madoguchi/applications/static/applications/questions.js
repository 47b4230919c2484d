// What is pleasanter with a script; every page works without it.

document.documentElement.classList.add("has-scripts");

const LARGE = 4 * 1024 * 1024; // bytes; a photo above this is made smaller before it is sent
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
  if (input.type !== "file" || shrunk.delete(input)) return;
  if (![...input.files].some((file) => file.size > LARGE)) return;
  event.stopImmediatePropagation();
  const chosen = new DataTransfer();
  for (const file of await Promise.all([...input.files].map(shrink))) chosen.items.add(file);
  shrunk.add(input);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
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
