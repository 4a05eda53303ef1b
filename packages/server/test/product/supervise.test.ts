import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

const PRODUCT = fileURLToPath(new URL("../support/supervised.ts", import.meta.url));
const LETS_GO = "data:text/javascript,process.channel?.unref()";
const PATIENCE_MS = 10_000;

let product: ChildProcess | undefined;
afterEach(() => product?.kill("SIGKILL"));

test.each([
  [
    "a signal, under a parent that keeps its channel open",
    (it: ChildProcess) => it.kill("SIGTERM"),
  ],
  ["its parent's end", (it: ChildProcess) => it.disconnect()],
])("the product ends after %s", async (_, stop) => {
  product = fork(PRODUCT, [], { execArgv: [] });
  const gone = once(product, "exit", { signal: AbortSignal.timeout(PATIENCE_MS) });
  await once(product, "message");
  stop(product);
  expect(await gone).toEqual([0, null]);
});

test("parts that never ran are stopped", async () => {
  product = fork(PRODUCT, ["never"], { execArgv: [] });
  expect(await once(product, "exit", { signal: AbortSignal.timeout(PATIENCE_MS) })).toEqual([
    0,
    null,
  ]);
});

test("parts wait for their environment, even if something has unreferenced their channel", async () => {
  product = fork(PRODUCT, [], { execArgv: ["--import", LETS_GO] });
  const gone = once(product, "exit", { signal: AbortSignal.timeout(PATIENCE_MS) });
  await once(product, "message", { signal: AbortSignal.timeout(PATIENCE_MS) });
  product.kill("SIGTERM");
  expect(await gone).toEqual([0, null]);
});
