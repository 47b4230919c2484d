// The tablet of a door: cards by camera, scanner or hand; without network it keeps what it hears, shut and signed.

const page = document.querySelector(".tablet");
const { hex, keyIn, post, publicHalf, remember, signed, storeOf } = await import(page.dataset.shelf);
const store = storeOf("tablet");
const alone = document.getElementById("tablet-alone");
const kept = document.getElementById("tablet-kept");
const wait = document.getElementById("tablet-wait");
const PATIENCE = 8000; // milliseconds without an answer: then the tablet keeps it
const AGAIN = 5000;
const FREE = { said: 8000, kept: 6000, who: 90_000 }; // until the page is free for the next
const FORM = "application/x-www-form-urlencoded";
const READING = /^[\p{sc=Hiragana}\p{sc=Katakana}ー・\s]+$/u;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const bytes = (text) => Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16));
const home = () => location.assign("/in/tablet/");

// Only the city opens it again: a key for each message, agreed with the half that the city gave away.
async function shut(text) {
  const subtle = crypto.subtle;
  const names = { name: "ECDH", namedCurve: "P-256" };
  const city = await subtle.importKey("raw", bytes(page.dataset.shuts), names, false, []);
  const once = await subtle.generateKey(names, false, ["deriveBits"]);
  const agreed = await subtle.deriveBits({ name: "ECDH", public: city }, once.privateKey, 256);
  const base = await subtle.importKey("raw", agreed, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode("letterbox") };
  const own = await subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, own, new TextEncoder().encode(text));
  return hex(await subtle.exportKey("raw", once.publicKey)) + hex(sealed);
}

async function keep(said) {
  const id = said.get("id") || crypto.randomUUID();
  for (const name of ["id", "who", "csrfmiddlewaretoken"]) said.delete(name);
  const row = { id, at: new Date().toISOString(), shut: await shut(said.toString()) };
  const signature = await signed(await keyIn(store), [row.id, row.at, row.shut].join("|"));
  await store("scans", "readwrite", (scans) => scans.put({ ...row, signature }));
  sessionStorage.removeItem("card");
  for (const each of document.querySelectorAll(".tablet-step")) each.hidden = true;
  kept.hidden = false;
  await count();
  setTimeout(home, FREE.kept);
}

async function count() {
  const waiting = await store("scans", "readonly", (scans) => scans.count());
  wait.hidden = !waiting && !isAlone();
  wait.querySelector("strong").hidden = !waiting;
  wait.querySelector("strong").textContent = wait.dataset.waiting.replace("{count}", waiting);
}

const isAlone = () => "kept" in page.dataset || !navigator.onLine;

async function send() {
  const scans = await store("scans", "readonly", (each) => each.getAll());
  if (!scans.length) return;
  const log = JSON.stringify({ sent_at: new Date().toISOString(), scans: scans.slice(0, 50) });
  const answer = await post("/in/tablet/send/", log, "application/json", token());
  if (!answer.ok) return;
  const { done, refused } = await answer.json();
  for (const id of done) await store("scans", "readwrite", (each) => each.delete(id));
  delete page.dataset.kept;
  const lost = Object.keys(refused).length;
  if (lost) show(page.dataset.refused.replace("{count}", lost));
  await count();
}

function show(words) {
  const told = document.getElementById("tablet-told");
  if (!told) return;
  told.textContent = words;
  told.hidden = false;
}

// Without network nobody can be named: whether they come or go is asked all the same.
function offline(form, said) {
  const step = form.getAttribute("id"); // `form.id` is the field of that name
  if (step === "tablet-typed" && !isComplete(said)) return show(page.dataset.incomplete);
  if (step === "tablet-who") said.set("card", sessionStorage.getItem("card") ?? "");
  if (said.has("direction")) return keep(said);
  if (!said.get("card").trim()) return undefined;
  alone.elements.card.value = said.get("card");
  for (const each of document.querySelectorAll(".tablet-step")) each.hidden = true;
  alone.hidden = false;
  return count();
}

// What the city would refuse later, when they are gone, is asked for now.
function isComplete(said) {
  const counts = page.dataset.bands.split(" ").map((band) => Number(said.get(band) || 0));
  return READING.test(said.get("kana") ?? "") && counts.every(Number.isInteger) && counts.some((each) => each > 0);
}

function plainly(form, submitter) {
  if (submitter?.name) {
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(pressed);
  }
  form.submit();
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!form.matches(".tablet-step")) return;
  event.preventDefault();
  const said = new URLSearchParams(new FormData(form, submitter));
  if (said.has("card")) sessionStorage.setItem("card", said.get("card"));
  try {
    if (form === alone) throw new TypeError("nobody is reached");
    const answer = await fetch(location.href, { method: "POST", body: said, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.redirected) location.assign(answer.url);
    else plainly(form, submitter);
  } catch {
    await offline(form, said);
  }
});

// A card before the camera is a card that was typed.
async function watch() {
  const video = document.getElementById("tablet-video");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
  video.hidden = false;
  await video.play();
  const look = setInterval(async () => {
    const [found] = await detector.detect(video).catch(() => []);
    const form = document.getElementById("tablet-card");
    if (!found || form.hidden) return;
    clearInterval(look);
    form.elements.card.value = found.rawValue;
    form.requestSubmit();
  }, 250);
}

async function camera() {
  const ask = document.getElementById("tablet-camera");
  if (!ask || !("BarcodeDetector" in window)) return;
  ask.hidden = false;
  ask.addEventListener("click", () => watch().then(() => (ask.hidden = true), () => show(page.dataset.dark)));
  const { state } = await navigator.permissions.query({ name: "camera" });
  if (state === "granted") ask.click();
}

// Whoever still writes is not sent away.
let leaving = 0;
function free() {
  clearTimeout(leaving);
  if (page.dataset.step in FREE) leaving = setTimeout(home, FREE[page.dataset.step]);
}

async function begin() {
  await count();
  free();
  await navigator.serviceWorker?.register("/in/worker.js", { scope: "/in/" });
  const said = new URLSearchParams({ public: await publicHalf(await keyIn(store)) });
  await post("/in/tablet/key/", said, FORM, token());
  await send();
  if (page.dataset.step === "card") await remember(page.dataset.shelf);
}

document.addEventListener("input", free);
addEventListener("online", () => send().catch(() => {}));
addEventListener("offline", () => count());
setInterval(() => send().catch(() => {}), AGAIN);
camera().catch(() => {});
begin().catch(() => {});
