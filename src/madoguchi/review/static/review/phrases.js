// A phrase that is chosen goes into the box below it, where it can be changed; marking follows by itself.

document.addEventListener("change", (event) => {
  const phrase = event.target.closest("[data-phrase]");
  if (!phrase?.value) return;
  const box = document.getElementById(phrase.dataset.phrase);
  box.value = box.value ? `${box.value}\n${phrase.value}` : phrase.value;
  phrase.value = "";
}, { capture: true });
