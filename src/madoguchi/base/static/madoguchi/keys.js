// Keys of the desk: whatever carries data-key is clicked, or focused where one types, when its key is pressed.
// Rows of a list are walked with j and k. Can be switched off; the choice stays in this browser.

const STORE = "desk-keys";
const isOn = () => localStorage.getItem(STORE) !== "off";

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select") !== null;
}

function rows() {
  return [...document.querySelectorAll("[data-row-link]")];
}

function walk(step) {
  const links = rows();
  const row = document.activeElement.closest("[data-row]");
  const here = row ? links.indexOf(row.querySelector("[data-row-link]")) : -1;
  const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const MOVES = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => document.activeElement.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
};
const TURNS = { n: "[rel=next]", p: "[rel=prev]" };

function press(key) {
  if (MOVES[key] && rows().length > 0) {
    MOVES[key]();
    return true;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? document.querySelector(TURNS[key] ?? ":not(*)");
  if (!target) return false;
  if (target.matches("input, textarea")) target.focus();
  else target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isOn()) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (press(event.key)) event.preventDefault();
});

for (const line of document.querySelectorAll("[data-keys]")) {
  const button = line.querySelector("[data-keys-switch]");
  const show = () => {
    line.classList.toggle("keys-off", !isOn());
    button.textContent = isOn() ? button.dataset.off : button.dataset.on;
  };
  button.addEventListener("click", () => {
    localStorage.setItem(STORE, isOn() ? "off" : "on");
    show();
  });
  line.hidden = false;
  show();
}
