// The phone, live: asks every second what is new, sends what is tapped, opens pages in place.
// Everything it shows was drawn on the server; here it is only put in its place.
"use strict";

const phone = document.querySelector("[data-phone]");
const at = phone?.dataset.phone;
const byId = (id) => document.getElementById(id);

// Colours and places come as data, because the page allows no styles in its markup.
function dress(part) {
  for (const each of part.querySelectorAll("[data-clock]")) each.textContent = new Date(each.dateTime).toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo" });
  for (const each of part.querySelectorAll("[data-css]")) each.style.cssText = each.dataset.css;
}

/* What is new */

let version = "";
let timer = 0;

async function look() {
  clearTimeout(timer);
  try {
    const answer = await fetch(`${at}/now${document.hidden ? "" : "?seen=1"}`, { headers: version ? { "If-None-Match": version } : {} });
    if (answer.ok) {
      version = answer.headers.get("ETag") ?? "";
      show(await answer.json());
    }
    if (byId("trouble").textContent === phone.dataset.gone) tell("");
  } catch {
    tell(phone.dataset.gone);
  }
  timer = setTimeout(look, document.hidden ? 4000 : 1000);
}

function show(now) {
  const talk = byId("talk");
  const isAtEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  const isNew = renew(talk, now.talk);
  for (const id of ["extra", "foot", "relation", "behind"]) if (byId(id)) replace(byId(id), now[id]);
  document.title = (now.unread ? `(${now.unread}) ` : "") + now.title;
  if (isNew && isAtEnd) talk.scrollTop = talk.scrollHeight;
}

// Only what is new is added, so that a screen reader hears it once and nothing jumps.
function renew(talk, entries) {
  const kept = new Map([...talk.children].map((each) => [each.id, each]));
  let isNew = false;
  for (const [id, html] of entries) {
    const old = kept.get(id);
    kept.delete(id);
    if (old?.html === html) continue;
    const fresh = document.createRange().createContextualFragment(html).firstElementChild;
    fresh.html = html;
    dress(fresh);
    if (old) old.replaceWith(fresh);
    else talk.append(fresh);
    isNew = true;
  }
  for (const gone of kept.values()) gone.remove();
  return isNew;
}

function replace(part, html) {
  if (part.html === html) return;
  const open = !byId("menu")?.hidden;
  const had = part.html !== undefined && byId("menu");
  const typed = byId("say-text")?.value;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.replaceChildren(document.createRange().createContextualFragment(html));
  part.html = html;
  dress(part);
  if (part.id === "foot" && had) toggleMenu(open);
  if (typed && byId("say-text")) byId("say-text").value = typed;
  if (focused) byId(focused)?.focus();
}

function tell(trouble) {
  const place = byId("trouble");
  if (place.textContent !== trouble) place.textContent = trouble;
  place.hidden = !trouble;
}

function toggleMenu(isOpen) {
  const menu = byId("menu");
  if (!menu) return;
  menu.hidden = !isOpen;
  document.querySelector("[data-toggles=menu]").setAttribute("aria-expanded", isOpen);
  const talk = byId("talk");
  talk.scrollTop = talk.scrollHeight;
}

/* What is done */

document.addEventListener("submit", async (event) => {
  if (!phone || event.target.method !== "post" || event.target.closest("[data-leaves]")) return;
  event.preventDefault();
  const posted = new FormData(event.target, event.submitter);
  const action = posted.get("action") && JSON.parse(posted.get("action"));
  if (posted.get("photo")?.size > 10 * 1024 * 1024) return tell(phone.dataset.tooBig);
  event.target.closest("dialog")?.close();
  if (event.target.matches("[data-clears]")) event.target.reset();
  if (action?.type === "clipboard") await copy(action.clipboardText);
  else tell("");
  await send(event.target.getAttribute("action"), posted);
  if (action) obey(action);
  await look();
  byId("talk").scrollTop = byId("talk").scrollHeight;
});

async function send(address, posted) {
  const isFile = [...posted.values()].some((each) => each instanceof File);
  await fetch(address, { method: "POST", body: isFile ? posted : new URLSearchParams(posted) }).catch(() => {});
}

async function copy(text) {
  await navigator.clipboard?.writeText(text).catch(() => {});
  tell(phone.dataset.copied);
}

// What a postback asks of the phone itself.
function obey(action) {
  if (action.inputOption === "closeRichMenu") toggleMenu(false);
  if (action.inputOption === "openRichMenu") toggleMenu(true);
  if (action.inputOption === "openKeyboard") {
    byId("say-text").value = action.fillInText ?? "";
    byId("say-text").focus();
  }
}

document.addEventListener("click", (event) => {
  if (!phone) return;
  const link = event.target.closest("a[data-opens]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(link.href, link.dataset.opens);
  }
  const asking = event.target.closest("[data-asks]");
  if (asking) ask(asking.dataset.asks, asking.dataset.action);
  if (event.target.closest("[data-toggles=menu]")) toggleMenu(byId("menu").hidden);
  if (event.target.closest("[data-cancels]")) event.target.closest("dialog").close();
  if (!event.target.closest(".more")) document.querySelector(".more").open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.target.id === "say-text" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
  }
  if (event.key === "Escape" && phone && !byId("inner").hidden) close();
});

const SHEETS = { camera: "photo", cameraRoll: "photo", location: "location", sticker: "sticker", datetimepicker: "datetime", more: "more" };

function ask(what, action) {
  byId("sheet-more").close();
  const sheet = byId(`sheet-${SHEETS[what]}`);
  if (what === "datetimepicker") prepare(sheet, JSON.parse(action));
  sheet.showModal();
}

function prepare(sheet, action) {
  const field = byId("picked");
  field.type = { date: "date", time: "time", datetime: "datetime-local" }[action.mode];
  for (const [name, said] of [["min", action.min], ["max", action.max], ["value", action.initial]]) {
    field[name] = (said ?? "").replace("t", "T");
  }
  sheet.querySelector("[name=action]").value = JSON.stringify(action);
}

/* Pages of others: one at a time, because a browser keeps one sign-in */

const others = phone && new BroadcastChannel("line-simulator-pages");
if (others) others.onmessage = ({ data }) => {
  if (data === phone.dataset.user || byId("inner").hidden) return;
  close();
  tell(phone.dataset.elsewhere);
};

let opener = null;

function open(address, shown) {
  if (/^(tel|mailto|line):/.test(shown)) return tell(shown);
  others.postMessage(phone.dataset.user);
  opener = document.activeElement;
  byId("inner-address").textContent = new URL(shown, location).host;
  byId("inner-away").href = address;
  byId("inner-frame").src = address;
  byId("inner").hidden = false;
  byId("inner-close").focus();
}

function close() {
  byId("inner").hidden = true;
  byId("inner-frame").src = "about:blank";
  navigator.sendBeacon(`${at}/close`);
  opener?.focus();
  look();
}

addEventListener("message", ({ data, source }) => {
  if (!phone || source !== byId("inner-frame").contentWindow || data?.liff === undefined) return;
  if (data.liff === "close") close();
  if (data.liff === "friend") send(`${at}/friend`, new FormData()).then(look);
  if (data.liff === "open" && /^https?:/.test(data.url)) window.open(data.url, "_blank", "noopener");
});

if (phone) {
  byId("inner-close").addEventListener("click", close);
  document.addEventListener("visibilitychange", look);
  look();
}
