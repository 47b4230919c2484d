// A paper typed in without a mouse: Enter leads on, digits choose, a postal code fills the address in.

const form = document.getElementById("step");
const watched = new Set(form.dataset.watched.split(" "));
const STOPS = "input:not([type=hidden], [type=file], .question-single), select, textarea";

const isSeen = (box) => box.offsetParent !== null;
const isChoice = (box) => box.matches("input[type=radio], input[type=checkbox]");

/** All boxes of the same name: one stop on the way. */
function groupOf(box) {
  if (!isChoice(box)) return [box];
  return [...form.querySelectorAll(`input[name="${CSS.escape(box.name)}"]:not([type=hidden])`)];
}

/** Where Enter stops: every box, and of radio buttons or ticks the one that stands for all. */
function stops() {
  const seen = [...form.querySelectorAll(STOPS), document.getElementById("file")].filter(isSeen);
  return seen.filter((box) => {
    if (!isChoice(box)) return true;
    const group = groupOf(box);
    return box === (group.find((each) => each.checked && each.type === "radio") ?? group[0]);
  });
}

function stopBeside(from, step) {
  const way = stops();
  const group = groupOf(from);
  const here = way.findIndex((box) => group.includes(box));
  return here < 0 ? undefined : way[here + step];
}

function go(from, step) {
  const next = stopBeside(from, step);
  if (!next) return;
  next.focus();
  if (next.matches("input:not([type=radio], [type=checkbox])")) next.select();
  next.scrollIntoView({ block: "nearest" });
}

/** The question a box belongs to: the last name of its path. */
function questionOf(box) {
  return box.name.split("/").pop().split(".")[0];
}

const isAsking = () => form.classList.contains("htmx-request");

async function settled() {
  do await new Promise((done) => setTimeout(done, 15)); while (isAsking());
}

/** On to the next box; where others depend on the question that is left, they have to stand there first. */
async function lead(box, step) {
  const isCode = box.name.endsWith(".postal_code");
  const next = stopBeside(box, step);
  const leaves = next && questionOf(next) !== questionOf(box);
  if (step > 0 && (isCode || (leaves && watched.has(questionOf(box))))) {
    if (!isChoice(box)) box.blur(); // tells the change
    await settled();
    const open = isCode && (await filled);
    if (open) return open.focus();
  }
  go(box, step);
}

function choose(box, number) {
  const found = groupOf(box)[number - 1];
  if (!found) return false;
  found.focus();
  found.click();
  if (found.type === "radio" || groupOf(box).length === 1) lead(found, 1);
  return true;
}

/** The button that adds a row to the group around a box, or the hours of the first day to a week. */
function addRow(box) {
  for (let place = box.closest(".field"); place; place = place.parentElement?.closest(".field")) {
    const button = place.querySelector(':scope > .control > button[name="add_row"], :scope > .control > * > button[name="add_row"]');
    if (button) return button.click();
  }
}

function press(event) {
  const box = event.target;
  if (event.isComposing || !box.matches("input, select, textarea, #file")) return;
  if (event.key === "Enter") {
    if (event.ctrlKey || event.metaKey) return file(event, box);
    if (box.id === "file") return;
    event.preventDefault();
    if (event.altKey) addRow(box);
    else lead(box, event.shiftKey ? -1 : 1);
  } else if (isChoice(box) && /^[1-9]$/.test(event.key) && choose(box, Number(event.key))) {
    event.preventDefault();
  }
}

async function file(event, box) {
  event.preventDefault();
  box.blur();
  await settled();
  document.getElementById("file").click();
}

/** Numbers before the options of a list: typing one chooses it. */
function numberOptions() {
  for (const list of form.querySelectorAll("select:not([data-numbered])")) {
    list.dataset.numbered = "";
    [...list.querySelectorAll("option[value]:not([value=''])")].forEach((option, index) => {
      option.textContent = `${index + 1} ${option.textContent}`;
    });
  }
}

let filled; // the first box of the address that is still open, once the postal code has been looked up

/** What all areas of the postal code have in common goes into the boxes. */
async function fillArea(code) {
  const part = (name) => form.elements[code.name.replace(/postal_code$/, name)];
  const answer = await fetch(`${form.dataset.areas}?code=${encodeURIComponent(code.value)}`);
  const { areas } = answer.ok ? await answer.json() : { areas: [] };
  if (areas.length === 0) return null;
  for (const name of ["prefecture", "city", "town"]) {
    const [first, ...others] = areas.map((area) => area[name]);
    if (others.every((each) => each === first)) part(name).value = first;
  }
  part("city").dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
  return ["town", "block"].map(part).find((box) => !box.value);
}

form.addEventListener("keydown", press);
form.addEventListener("change", ({ target }) => {
  if (target.name?.endsWith(".postal_code")) filled = fillArea(target);
});
document.addEventListener("htmx:oobAfterSwap", numberOptions);
numberOptions();

const wrong = form.querySelector("[data-wrong] :is(input, select, textarea):not([type=hidden])");
const added = location.hash && document.getElementById(location.hash.slice(1));
if (wrong) wrong.focus();
else if (added) {
  const row = added.closest(".entry") ?? added;
  row.querySelector(STOPS)?.focus();
} else (form.querySelector("[name=_medium]:checked") ?? stops()[0])?.focus();
