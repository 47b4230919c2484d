// How many are chosen stands in the button that handles them.

const button = document.querySelector("[data-ticks]");

if (button) {
  const form = button.form;
  const show = () => {
    const all = form.elements.all?.checked;
    const count = form.querySelectorAll("[name=reference]:checked").length;
    button.disabled = !all && count === 0;
    button.textContent = count && !all ? button.dataset.some.replace("#", count) : button.dataset.none;
  };
  form.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}
