// The test starts this file as a product, and that product starts it as each of its parts.
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { beginParts, untilEnvironment } from "../../src/product/cli/supervise.ts";

const PARTS = ["api", "worker"] as const;

if (PARTS.some((part) => part === process.argv[2])) {
  await untilEnvironment();
  if (process.env.OPENED_MEANWHILE !== "yes") process.exit(1);
  process.once("SIGTERM", () => process.exit());
  setInterval(() => {}, 60_000);
  process.send?.("ready");
} else {
  const parts = beginParts(fileURLToPath(import.meta.url), PARTS, {});
  // Longer than the parts need to load.
  await pause(500);
  const environment = { ...process.env, OPENED_MEANWHILE: "yes" };
  if (process.argv[2] === "never") {
    await parts.stop();
  } else {
    const ended = await parts.run(environment, () => process.send?.("ready"));
    if (ended !== null) process.exitCode = 1;
  }
}
