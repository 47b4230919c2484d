// What can be inserted becomes buttons that write it where the cursor is; without a script one types what the list shows.

const list = document.getElementById("insertable");
const into = document.getElementById("insert-into");
const TEXTS = "#form textarea, #form input:not([type])";
let name = "";

// The boxes are drawn anew when something in them was wrong, so the text is found by its name.
const text = () => (name ? document.querySelector(`#form [name="${CSS.escape(name)}"]`) : null);
const title = (box) => box.ariaLabel ?? box.labels[0]?.textContent ?? "";

function insert(words) {
  const box = text();
  if (!box) {
    into.textContent = into.dataset.first;
    return;
  }
  box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  for (const type of ["input", "change"]) box.dispatchEvent(new Event(type, { bubbles: true }));
}

into.textContent = into.dataset.first;
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches(TEXTS)) return;
  name = target.name;
  into.textContent = `${into.dataset.into} ${title(target)}`;
});

for (const item of list.querySelectorAll("[data-insert]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...item.childNodes);
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in its text
  button.addEventListener("click", () => insert(item.dataset.insert));
  item.append(button);
}
