// Asks LINE for the proof of who holds the phone, and brings it to the city once, in the body of a form.
"use strict";
(() => {
  const page = document.getElementById("liff");
  const form = page.querySelector("form");
  const AGAIN = "asked-line-again";

  function show(state) {
    for (const each of page.querySelectorAll("[data-state]")) each.hidden = each.dataset.state !== state;
  }

  // Below the registered address stands the address that is meant; LINE's own words are left out of it.
  function wanted() {
    const here = new URL(location.href);
    const meant = here.searchParams.get("liff.state");
    if (meant !== null) return meant.startsWith("/") ? meant : `/${meant}`;
    for (const name of [...here.searchParams.keys()]) {
      if (name.startsWith("liff.") || ["lineAppVersion", "code", "state", "liffClientId", "liffRedirectUri"].includes(name)) {
        here.searchParams.delete(name);
      }
    }
    return `/${here.pathname.slice(page.dataset.endpoint.length)}${here.search}`;
  }

  // A browser of its own keeps a token longer than it is good.
  function isOver() {
    const said = window.liff.getDecodedIDToken();
    return !said || said.exp * 1000 <= Date.now();
  }

  async function run() {
    await window.liff.init({ liffId: page.dataset.liffId });
    if (window.liff.isLoggedIn() && !window.liff.isInClient() && isOver() && !sessionStorage.getItem(AGAIN)) {
      sessionStorage.setItem(AGAIN, "1");
      window.liff.logout();
    }
    if (!window.liff.isLoggedIn()) {
      window.liff.login({ redirectUri: location.href });
      return;
    }
    sessionStorage.removeItem(AGAIN);
    form.elements.id_token.value = window.liff.getIDToken() ?? "";
    form.elements.to.value = wanted();
    form.submit();
  }

  if (window.liff) run().catch(() => show("failed"));
  else show("failed");
})();
