// What could not be sent is kept on the phone, signed, and sent when there is a network. The page works without it.

const form = document.querySelector(".door-form");
const wait = document.getElementById("door-wait");
const shared = form.dataset.shelf;
const { keyIn, post, publicHalf, remember, signed, storeOf } = await import(shared);
const store = storeOf("door");
const PATIENCE = 8000; // milliseconds without an answer: then the phone keeps it
const AGAIN = 5000;
const path = location.pathname.split("/");

const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const key = () => keyIn(store);

async function introduce() {
  const own = await key();
  const said = new URLSearchParams({ public: await publicHalf(own) });
  const answer = await post("/in/key/", said, "application/x-www-form-urlencoded", token());
  if (!answer.ok) return;
  own.id = (await answer.json()).key;
  await store("keys", "readwrite", (keys) => keys.put(own, "own"));
}

async function keep(direction) {
  const own = await key();
  const said = {
    id: form.elements.id.value,
    point: path[2],
    token: path[3],
    direction,
    members: new FormData(form).getAll("member").map(Number),
    adults: Number(new FormData(form).get("adults") ?? 1),
    at: new Date().toISOString(),
  };
  const words = [said.id, said.point, said.token, direction, said.members.join(","), said.adults, said.at].join("|");
  const signature = await signed(own, words);
  await store("scans", "readwrite", (scans) => scans.put({ ...said, signature }));
  form.elements.id.value = crypto.randomUUID();
}

async function show(kept) {
  const waiting = await store("scans", "readonly", (scans) => scans.count());
  wait.hidden = !waiting;
  wait.querySelector("strong").textContent = wait.dataset.waiting.replace("{count}", waiting);
  wait.querySelector("span").hidden = !kept;
  document.body.classList.toggle("door-kept", kept);
}

async function send() {
  const [own, scans] = [await key(), await store("scans", "readonly", (each) => each.getAll())];
  if (!own.id || !scans.length) return;
  const log = JSON.stringify({ key: own.id, sent_at: new Date().toISOString(), scans: scans.slice(0, 500) });
  const answer = await post("/in/send/", log, "application/json", token());
  if (!answer.ok) return;
  for (const id of (await answer.json()).done) await store("scans", "readwrite", (each) => each.delete(id));
  location.reload();
}

// Drawn from what was kept: the other button may be the right one, so both are there.
function alone() {
  document.body.classList.add("door-alone");
  if (form.dataset.door !== location.pathname) document.querySelector(".door-place").hidden = true;
}

// Sent under the same id whether the network fails before or after the server heard it.
async function say(direction) {
  const said = new URLSearchParams(new FormData(form));
  said.set("direction", direction);
  const answer = await fetch(location.href, { method: "POST", body: said, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.redirected) location.assign(answer.url);
  return answer.redirected;
}

function plainly(direction) {
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: "direction", value: direction });
  form.append(chosen);
  form.submit();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const direction = event.submitter.value;
  try {
    if (!(await say(direction))) plainly(direction);
  } catch {
    await keep(direction);
    await show(true);
  }
});

async function begin() {
  if ("kept" in form.dataset || !navigator.onLine) alone();
  await show(false);
  await navigator.serviceWorker?.register("/in/worker.js", { scope: "/in/" });
  await introduce();
  await send();
  await remember(shared);
}

// A phone that believes to be online may still reach nobody: it tries again from time to time.
addEventListener("online", () => send().catch(() => {}));
addEventListener("offline", alone);
setInterval(() => send().catch(() => {}), AGAIN);
begin().catch(() => {});
