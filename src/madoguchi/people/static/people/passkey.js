// Asks the browser for a passkey and sends its answer with the form. Without it a code does the same.

const form = document.querySelector("form[data-passkey]");

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function asked() {
  const { publicKey } = JSON.parse(form.dataset.options);
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const list of [publicKey.excludeCredentials, publicKey.allowCredentials]) {
    for (const each of list ?? []) each.id = bytes(each.id);
  }
  return { publicKey };
}

function answer({ id, type, rawId, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const known = parts.filter((part) => response[part]);
  const told = Object.fromEntries(known.map((part) => [part, text(response[part])]));
  return JSON.stringify({ id, type, rawId: text(rawId), response: told, clientExtensionResults: {} });
}

async function prove(event) {
  event.preventDefault();
  try {
    form.elements.credential.value = answer(await navigator.credentials[form.dataset.passkey](asked()));
    form.submit();
  } catch {
    form.querySelector("[data-passkey-failed]").hidden = false;
  }
}

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", prove);
}
