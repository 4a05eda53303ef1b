import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the checkout, whatever folder a script was called from. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** An absolute path inside the checkout. */
export function inProject(...parts) {
  return join(ROOT, ...parts);
}

/** Where stamps lie: they vanish together with the dependencies they vouch for. */
export function stampPath(name) {
  return inProject("node_modules", ".cache", "followthrough", `${name}.stamp`);
}
