// What phones and tablets share: a shelf in this browser, and a key whose private half cannot be read out.

const names = { name: "ECDSA", namedCurve: "P-256" };

function open(shelf) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(shelf, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys");
      asked.result.createObjectStore("scans", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const storeOf = (shelf) => async (name, mode, does) => {
  const base = await open(shelf);
  return new Promise((resolve, reject) => {
    const asked = does(base.transaction(name, mode).objectStore(name));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
};

// Not even this script reads the private half.
export async function keyIn(store) {
  const held = await store("keys", "readonly", (keys) => keys.get("own"));
  if (held) return held;
  const made = await crypto.subtle.generateKey(names, false, ["sign", "verify"]);
  const own = { pair: made, id: null };
  await store("keys", "readwrite", (keys) => keys.put(own, "own"));
  return own;
}

export async function publicHalf(own) {
  return hex(await crypto.subtle.exportKey("raw", own.pair.publicKey));
}

export async function signed(own, words) {
  const how = { name: "ECDSA", hash: "SHA-256" };
  return hex(await crypto.subtle.sign(how, own.pair.privateKey, new TextEncoder().encode(words)));
}

export function post(url, body, type, token) {
  return fetch(url, { method: "POST", body, headers: { "Content-Type": type, "X-CSRFToken": token } });
}

// The first time this page was there before the worker was.
export async function remember(...more) {
  const cache = await caches.open("door-1");
  if (await cache.match(location.pathname)) return;
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
  await cache.addAll([location.pathname, ...parts.map((part) => part.href ?? part.src), ...more]);
}
