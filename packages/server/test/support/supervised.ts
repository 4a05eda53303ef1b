// Started by the test as a product, and by that product as each of its parts.
import { fileURLToPath } from "node:url";
import { superviseParts } from "../../src/cli/supervise.ts";

const PARTS = ["api", "worker"] as const;

if (PARTS.some((part) => part === process.argv[2])) {
  process.once("SIGTERM", () => process.exit());
  setInterval(() => {}, 60_000);
  process.send?.("ready");
} else {
  const parts = PARTS.map((command) => ({ command, environment: process.env }));
  await superviseParts(fileURLToPath(import.meta.url), parts, () => process.send?.("ready"));
}
