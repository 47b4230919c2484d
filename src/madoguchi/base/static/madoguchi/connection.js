// Says what became of the last sending, and offers another try. Every page works without it.

const band = document.getElementById("connection");
const words = band.querySelector(".connection-words");
let held = null;

function mark(state) {
  for (const line of document.querySelectorAll(".saved-line")) {
    line.dataset.state = state;
    line.textContent = line.closest("[data-saves]")?.dataset[state] ?? line.textContent;
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

// The same request again, with what stands in the page now.
function retry() {
  const { elt, requestConfig } = held ?? {};
  release();
  if (!elt?.isConnected) return location.reload();
  htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, event: requestConfig.triggeringEvent });
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

// Whoever sends a form is leaving: a preview still due or on its way would meet what was sent, and lead elsewhere.
addEventListener("submit", ({ target, defaultPrevented }) => {
  if (defaultPrevented) return;
  target.dataset.leaving = "";
  htmx.trigger(target, "htmx:abort");
});
addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("form[data-leaving]")) event.preventDefault();
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) form.dataset.once = "";
  for (const form of document.querySelectorAll("form[data-leaving]")) delete form.dataset.leaving;
});
