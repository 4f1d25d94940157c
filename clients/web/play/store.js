/** What outlives a reload: token, name, and the game we sit in. Works without storage too. */

const PREFIX = "genius.";

/**
 * What the storage has counts, since another tab writes there too; only what it could not take is
 * remembered here.
 * @param {Storage|null} storage  usually window.localStorage
 * @returns {{get: (key: string) => string|null, set: (key: string, value: string|null) => void}}
 */
export function openStore(storage) {
  const memory = new Map();
  return {
    get(key) {
      if (storage === null || memory.has(key)) return memory.get(key) ?? null;
      try {
        return storage.getItem(PREFIX + key);
      } catch {
        return null; // storage forbidden: the seat lasts as long as the page
      }
    },
    set(key, value) {
      memory.set(key, value);
      if (storage === null) return;
      try {
        if (value === null) storage.removeItem(PREFIX + key);
        else storage.setItem(PREFIX + key, value);
        memory.delete(key);
      } catch {
        // Full or forbidden: memory has it.
      }
    },
  };
}

/** The browser's storage, or null where it is forbidden. @returns {Storage | null} */
export function openStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
