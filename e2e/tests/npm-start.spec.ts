import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { isInstalled } from "../../scripts/ensure-install.mjs";
import { ROOT, startChild } from "../product/child.ts";
import { makeDataFolder } from "../product/data-folder.ts";
import { findFreePort } from "../product/free-port.ts";
import { bannerOn } from "../shopper/banner.ts";
import { openShopApi } from "../shopper/shop-api.ts";
import { expect, test } from "../shopper/test.ts";

// Two starts and two stops of the whole product.

test("npm start shows URLs and key once, leaves no process behind, and keeps the orders", async ({
  page,
  openOrder,
}) => {
  // Otherwise it would replace the dependencies of the running tests.
  expect(isInstalled(), "the dependencies are installed; if not, run npm test").toBe(true);
  const dataFolder = await makeDataFolder();
  const apiPort = await findFreePort();
  const storefrontPort = await findFreePort();
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const shop = `http://127.0.0.1:${storefrontPort}`;
  const start = async () => {
    const child = startChild("npm-start", [path.join(ROOT, "scripts", "start.mjs")], {
      API_PORT: String(apiPort),
      STOREFRONT_PORT: String(storefrontPort),
      DATA_DIR: dataFolder.path,
    });
    await expect
      .poll(() => child.process.exitCode ?? child.output(), { timeout: 120_000 })
      .toContain("Ctrl-C stops everything.");
    return child;
  };
  const stop = async (child: Awaited<ReturnType<typeof start>>) => {
    // Postgres leaves the process group of its parent; its own file says which process it is.
    const file = path.join(dataFolder.path, "postgres", "cluster", "postmaster.pid");
    const postmaster = Number((await readFile(file, "utf8")).split("\n")[0]);
    const family = await listFamilies([child.process.pid ?? 0, postmaster]);
    // Start, server, API, worker and storefront; Postgres and some of its own.
    expect(family.length).toBeGreaterThan(7);
    child.process.kill("SIGINT");
    expect(await child.ended()).toBe(0);
    // The system needs a moment to bury what has ended.
    await expect.poll(() => family.filter(isAlive), { timeout: 20_000 }).toEqual([]);
  };

  const first = await start();
  try {
    for (const address of [shop, apiUrl, `${apiUrl}/docs`, `${apiUrl}/mailbox`, dataFolder.path]) {
      expect(first.output()).toContain(address);
    }
    const apiKey = /ft_[\w-]{20,}/.exec(first.output())?.[0] ?? "";
    const secrets = await stat(path.join(dataFolder.path, "secrets.json"));
    expect(secrets.mode & 0o777).toBe(0o600);
    const order = await openShopApi({ apiUrl, apiKey }).placeOrder();
    await openOrder(order, { shop });
    await expect(bannerOn(page).headline).toHaveText("Payment comes next");
    await page.goto("about:blank");
    await stop(first);

    const second = await start();
    try {
      expect(second.output()).not.toContain(apiKey);
      expect(second.output()).toContain("secrets.json");
      await page.goto(`${shop}/checkout/success?order=${order.orderId}`);
      await expect(bannerOn(page).headline).toHaveText("Payment comes next");
      await page.goto("about:blank");
      await stop(second);
    } finally {
      await second.stop();
    }
  } finally {
    await first.stop();
    await dataFolder.remove();
  }
});

/** Processes and everything they have started, by the system's own list. */
async function listFamilies(roots: readonly number[]): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const parents = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = [...roots];
  for (const member of family) {
    for (const [pid, parent] of parents) {
      if (parent === member && pid !== undefined) family.push(pid);
    }
  }
  return family;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
