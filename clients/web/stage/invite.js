/** Where people go to join: the address in words, as the server gives it. */

const ADDRESS_MAX = 120;

/** The address without what nobody types. */
export const spoken = (url) => url.trim().replace(/^https?:\/\//, "").replace(/\/$/, "");

/**
 * The address that leads to this game's seats, in words; the page's own where nobody tells.
 * @param {string} code
 * @param {(url: string) => Promise<Response>} ask  usually fetch
 * @param {Location} here
 */
export async function addressOf(code, ask, here) {
  try {
    const response = await ask(`/link/${code}`);
    const plain = response.headers.get("Content-Type")?.startsWith("text/plain");
    const url = response.ok && plain ? (await response.text()).trim() : "";
    if (url !== "" && url.length <= ADDRESS_MAX) return spoken(url);
  } catch {
    // No network: the page's own address will do.
  }
  return spoken(here.host);
}
