// Says what became of the last sending, and offers another try. Every page works without it.

const band = document.getElementById("connection");
const words = band.querySelector(".connection-words");
let held = null;

function mark(state) {
  for (const line of document.querySelectorAll(".saved-line")) {
    line.dataset.state = state;
    line.textContent = line.dataset[state] ?? line.textContent;
  }
}

function hold(message) {
  return ({ detail }) => {
    held = detail;
    words.textContent = message;
    band.hidden = false;
    mark("waiting");
  };
}

function release() {
  held = null;
  band.hidden = true;
}

// The same event again at the same place: it sends what stands in the page now.
function retry() {
  const first = held?.requestConfig?.triggeringEvent;
  release();
  if (!first?.target?.isConnected) return location.reload();
  if (first.type === "submit") return first.target.requestSubmit(first.submitter);
  first.target.dispatchEvent(new Event(first.type, { bubbles: true }));
}

addEventListener("htmx:sendError", hold(band.dataset.offline));
addEventListener("htmx:timeout", hold(band.dataset.timeout));
addEventListener("htmx:responseError", hold(band.dataset.failed));
addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && release());
addEventListener("online", () => held && retry());
band.querySelector("button").addEventListener("click", retry);

addEventListener("input", ({ target }) => {
  if (target.form?.matches("[data-saves]")) mark("unsaved");
});

// Pressed twice, sent once; the server would refuse the second one anyway.
addEventListener("submit", (event) => {
  const { dataset } = event.target;
  if (!("once" in dataset)) return;
  if (dataset.once) event.preventDefault();
  dataset.once = "sent";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) form.dataset.once = "";
});
