/** What outlives a reload: token, name, and the game we sit in. Works without storage too. */

const PREFIX = "genius.";

/**
 * @param {Storage|null} storage  usually window.localStorage
 * @returns {{get: (key: string) => string|null, set: (key: string, value: string|null) => void}}
 */
export function openStore(storage) {
  const memory = new Map();
  return {
    get(key) {
      try {
        return storage?.getItem(PREFIX + key) ?? memory.get(key) ?? null;
      } catch {
        return memory.get(key) ?? null; // storage forbidden: the seat lasts as long as the page
      }
    },
    set(key, value) {
      if (value === null) memory.delete(key);
      else memory.set(key, value);
      try {
        if (value === null) storage?.removeItem(PREFIX + key);
        else storage?.setItem(PREFIX + key, value);
      } catch {
        // Full or forbidden: memory has it.
      }
    },
  };
}
