// A stand-in for LINE's LIFF SDK: the same names, the same promises, real tokens of the simulator.
// A city changes only the address from which it loads the SDK.
"use strict";

(() => {
  const LINE = new URL(document.currentScript.src).origin;
  const TOKENS = "line-simulator-liff";
  const LOGIN = "line-simulator-login";
  const SECRET = "line-simulator-verifier";
  const VERSION = "2.27.2";
  const IN_CLIENT_ONLY = ["sendMessages", "closeWindow", "requestFriendship"];
  const EVERYWHERE = ["login", "logout", "openWindow", "getProfile", "getFriendship", "scanCodeV2", "permission"];

  class LiffError extends Error {
    constructor(code, message) {
      super(message);
      this.name = "LiffError";
      this.code = code;
    }
  }

  let held = null; // what this page may know of the person: tokens and where it was opened
  let isReady;

  const liff = {
    id: null,
    ready: new Promise((resolve) => { isReady = resolve; }),

    async init({ liffId, withLoginOnExternalBrowser = false } = {}, done, failed) {
      try {
        if (!liffId) throw new LiffError("INVALID_CONFIG", "liffId is necessary for liff.init()");
        liff.id = liffId;
        held = taken() ?? (await exchanged()) ?? kept();
        if (goesOn()) return new Promise(() => {});
        if (!held && withLoginOnExternalBrowser) return liff.login();
        isReady();
        done?.();
      } catch (error) {
        failed?.(error);
        throw error instanceof LiffError ? error : new LiffError("INIT_FAILED", String(error));
      }
    },

    isInClient: () => Boolean(held?.context),
    isLoggedIn: () => Boolean(held),
    isSubWindow: () => false,
    getOS: () => (liff.isInClient() ? "android" : "web"),
    getVersion: () => VERSION,
    getLineVersion: () => (liff.isInClient() ? "15.20.0" : null),
    getLanguage: () => navigator.language,
    getAppLanguage: () => held?.context?.language ?? navigator.language,
    getIDToken: () => held?.idToken ?? null,
    getAccessToken: () => held?.accessToken ?? null,
    getDecodedIDToken: () => (held?.idToken ? JSON.parse(unpacked(held.idToken.split(".")[1])) : null),
    getContext: () => held?.context ?? { type: "external", viewType: "full" },
    getProfile: () => ask("/v2/profile"),
    getFriendship: () => ask("/friendship/v1/status"),
    isApiAvailable: (name) => EVERYWHERE.includes(name) || (liff.isInClient() && IN_CLIENT_ONLY.includes(name)),

    async login({ redirectUri = location.href } = {}) {
      if (liff.isInClient()) throw new LiffError("FORBIDDEN", "liff.login() is not for the LIFF browser");
      const [verifier, state] = [random(48), random(12)];
      sessionStorage.setItem(SECRET, verifier);
      sessionStorage.setItem(LOGIN, JSON.stringify({ state, redirectUri, liffId: liff.id }));
      const asked = {
        response_type: "code",
        client_id: channelOf(liff.id),
        redirect_uri: redirectUri,
        state,
        scope: "openid profile",
        code_challenge: await challengeOf(verifier),
        code_challenge_method: "S256",
      };
      location.assign(`${LINE}/oauth2/v2.1/authorize?${new URLSearchParams(asked)}`);
      return new Promise(() => {});
    },

    logout() {
      held = null;
      sessionStorage.removeItem(TOKENS);
    },

    async requestFriendship() { tellPhone({ liff: "friend" }, "requestFriendship"); },
    closeWindow() { liff.isInClient() ? tellPhone({ liff: "close" }, "closeWindow") : window.close(); },
    openWindow({ url, external = false }) {
      if (external && liff.isInClient()) tellPhone({ liff: "open", url }, "openWindow");
      else window.open(url, external ? "_blank" : "_self", external ? "noopener" : "");
    },

    async sendMessages(messages) {
      if (!liff.isInClient()) throw new LiffError("FORBIDDEN", "user doesn't grant required permissions yet");
      if (!Array.isArray(messages) || messages.length < 1 || messages.length > 5) {
        throw new LiffError("INVALID_ARGUMENT", "Number of messages should be in range 1 to 5.");
      }
      await ask("/liff/messages", { method: "POST", body: JSON.stringify({ messages }) });
    },

    async shareTargetPicker() { throw new LiffError("FORBIDDEN", "shareTargetPicker is not part of this stand-in"); },
    async scanCodeV2() { return { value: await scanned() }; },

    permission: {
      query: async (name) => ({ state: granted().includes(name) ? "granted" : "unavailable" }),
      requestAll: async () => {},
      getGrantedAll: async () => granted(),
    },
    permanentLink: {
      createUrl: () => liff.permanentLink.createUrlBySync(location.href),
      createUrlBy: async (url) => liff.permanentLink.createUrlBySync(url),
      createUrlBySync(url) {
        const endpoint = held?.context?.endpointUrl ?? location.origin + location.pathname;
        if (!url.startsWith(endpoint)) throw new LiffError("INVALID_ARGUMENT", "invalid url.");
        return `${LINE}/liff/${liff.id}/${url.slice(endpoint.length).replace(/^\//, "")}`.replace(/\/$/, "");
      },
    },
    i18n: { setLang: async () => {} },
    use: () => liff,
  };

  /* Where the tokens come from */

  // Opened in the phone: the fragment carries them, as no server sees a fragment.
  function taken() {
    const said = new URLSearchParams(location.hash.slice(1));
    if (!said.get("access_token")) return null;
    history.replaceState(history.state, "", location.pathname + location.search);
    return keep({
      accessToken: said.get("access_token"),
      idToken: said.get("id_token"),
      context: JSON.parse(unpacked(said.get("context_token"))),
    });
  }

  // Back from signing in, in a browser of its own.
  async function exchanged() {
    const [query, asked] = [new URLSearchParams(location.search), JSON.parse(sessionStorage.getItem(LOGIN))];
    if (!asked || asked.liffId !== liff.id || query.get("state") !== asked.state) return null;
    sessionStorage.removeItem(LOGIN);
    history.replaceState(history.state, "", asked.redirectUri);
    if (query.get("error")) throw new LiffError(query.get("error"), query.get("error_description"));
    const form = {
      grant_type: "authorization_code",
      code: query.get("code"),
      redirect_uri: asked.redirectUri,
      client_id: channelOf(liff.id),
      code_verifier: sessionStorage.getItem(SECRET),
      id_token_key_type: "JWK",
    };
    const answer = await fetch(`${LINE}/oauth2/v2.1/token`, { method: "POST", body: new URLSearchParams(form) });
    const given = await answer.json();
    if (!answer.ok) throw new LiffError(String(answer.status), given.error_description);
    return keep({ accessToken: given.access_token, idToken: given.id_token, context: null });
  }

  function kept() {
    const found = JSON.parse(sessionStorage.getItem(TOKENS));
    return found?.liffId === liff.id ? found : null;
  }

  function keep(found) {
    sessionStorage.setItem(TOKENS, JSON.stringify({ ...found, liffId: liff.id }));
    return found;
  }

  // The second redirect: from the registered address to the page that was meant. It never leaves that address.
  function goesOn() {
    const query = new URLSearchParams(location.search);
    const state = query.get("liff.state");
    if (state === null) return false;
    const endpoint = held?.context?.endpointUrl ?? location.origin + location.pathname;
    const way = /^[/?#]/.test(state) ? state : `/${state}`;
    location.replace((way.startsWith("/") ? endpoint.replace(/\/$/, "") : endpoint) + way);
    return true;
  }

  /* What is asked of LINE and of the phone */

  async function ask(path, options = {}) {
    if (!held) throw new LiffError("UNAUTHORIZED", "Need access_token for api call, Please login first");
    const headers = { Authorization: `Bearer ${held.accessToken}`, "Content-Type": "application/json" };
    const answer = await fetch(LINE + path, { ...options, headers });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new LiffError(String(answer.status), body.message ?? answer.statusText);
    return body;
  }

  function tellPhone(message, name) {
    if (!liff.isInClient()) throw new LiffError("FORBIDDEN", `${name} is for the LIFF browser`);
    parent.postMessage(message, LINE);
  }

  function granted() {
    return held?.context?.scope ?? ["openid", "profile"];
  }

  // No camera is at hand: the code is typed, or read from a picture where the browser can.
  function scanned() {
    const [dialog, form] = [document.createElement("dialog"), document.createElement("form")];
    const [typed, picture] = [document.createElement("input"), document.createElement("input")];
    form.method = "dialog";
    form.append(labelled("QRコードの内容 / What the code says", typed));
    if ("BarcodeDetector" in window) form.append(labelled("QRコードの画像 / Picture of the code", picture));
    form.append(button("読み取る / Read", "read"), button("やめる / Cancel", "cancel"));
    picture.type = "file";
    picture.accept = "image/*";
    picture.addEventListener("change", async () => {
      const image = await createImageBitmap(picture.files[0]);
      typed.value = (await new BarcodeDetector({ formats: ["qr_code"] }).detect(image))[0]?.rawValue ?? "";
    });
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "read" ? typed.value : null);
    }));
  }

  function labelled(text, field) {
    const label = document.createElement("label");
    Object.assign(label.style, { display: "block", margin: "0 0 1rem" });
    Object.assign(field.style, { display: "block", width: "100%", minHeight: "44px" });
    label.append(text, field);
    return label;
  }

  function button(text, value) {
    const made = document.createElement("button");
    Object.assign(made, { textContent: text, value });
    Object.assign(made.style, { minHeight: "44px", margin: "0 .5rem 0 0", padding: "0 1rem" });
    return made;
  }

  /* Letters */

  function channelOf(liffId) {
    return liffId.split("-")[0];
  }

  function random(length) {
    return packed(crypto.getRandomValues(new Uint8Array(length)));
  }

  async function challengeOf(verifier) {
    return packed(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
  }

  function packed(bytes) {
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function unpacked(text) {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  }

  window.liff = liff;
})();
