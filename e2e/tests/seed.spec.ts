import { randomBytes } from "node:crypto";
import path from "node:path";
import {
  connect,
  getOrchestration,
  listEscalations,
  listOrchestrations,
} from "@followthrough/core/client";
import { ESCALATION_REASONS } from "@followthrough/core/domain";
import { expect, test } from "@playwright/test";
import { UNSEEDED_REASONS } from "../../seed/plan/escalated.ts";
import { SITUATIONS } from "../../seed/plan/situations.ts";
import { type Child, ROOT, startChild } from "../product/child.ts";
import { type DataFolder, makeDataFolder } from "../product/data-folder.ts";
import { findFreePort } from "../product/free-port.ts";
import { startServer } from "../product/server.ts";

// A server of its own, which holds nothing but the seed, and several runs of the command.
test.describe.configure({ mode: "serial" });

const ORDERS = SITUATIONS.length;
const apiKey = `ft_${randomBytes(24).toString("base64url")}`;
const webhookSecret = `whsec_${randomBytes(24).toString("base64")}`;

let dataFolder: DataFolder;
let server: Child;
let port: number;
let client: ReturnType<typeof connect>;

test.beforeAll(async () => {
  dataFolder = await makeDataFolder();
  port = await findFreePort();
  server = await startServer({
    name: "server-to-seed",
    port,
    dataDir: dataFolder.path,
    apiKey,
    linkSecret: randomBytes(48).toString("base64url"),
    storefrontUrl: "http://127.0.0.1:9",
    webhookSecret,
  });
  client = connect(`http://127.0.0.1:${port}`, apiKey);
});

test.afterAll(async () => {
  await server.stop();
  await dataFolder.remove();
});

test("npm run seed fills an empty product, and a second run changes nothing", async () => {
  const first = await seed({ CHECKOUT_API_KEY: apiKey });
  expect(first.output).toContain(`New are 30 members, ${ORDERS} orders`);
  expect(first.code).toBe(0);
  const orders = await readOrders();
  expect(orders).toHaveLength(ORDERS);
  const { data } = await listEscalations({ client, query: { limit: 200 } });
  const reasons = new Set(data?.items.map(({ reason }) => reason));
  const unseeded = Object.keys(UNSEEDED_REASONS);
  expect([...reasons].sort()).toEqual(
    ESCALATION_REASONS.filter((reason) => !unseeded.includes(reason)).sort(),
  );
  expect(orders.filter(({ overdue }) => overdue)).not.toEqual([]);

  const second = await seed({ CHECKOUT_API_KEY: apiKey });
  expect(second.output).toContain("Nothing to add");
  expect(second.code).toBe(0);
  expect(await readOrders()).toEqual(orders);
});

test("a longer shop adds to the one that is there, by webhooks where it knows the secret", async () => {
  const before = await readOrders();
  const all = ORDERS + 12;
  const { code, output } = await seed(
    { CHECKOUT_API_KEY: apiKey, STANDARD_WEBHOOK_SECRETS: webhookSecret },
    "--orders",
    String(all),
  );
  expect(output).toContain("New are 0 members, 12 orders");
  expect(code).toBe(0);
  const after = await readOrders();
  expect(after).toHaveLength(all);
  const added = after.filter((order) => !before.some(({ orderId }) => orderId === order.orderId));
  const completed = added.find(({ currentStage }) => currentStage === "completed");
  const { data } = await getOrchestration({
    client,
    path: { orderId: completed?.orderId ?? "none is completed" },
  });
  expect(data?.events.map(({ source }) => source)).toContain("standard");
});

test("a key that the product refuses is named, with where it came from", async () => {
  const { code, output } = await seed({ CHECKOUT_API_KEY: "not-the-key-of-this-product" });
  expect(output).toContain("refuses the key from CHECKOUT_API_KEY");
  expect(code).toBe(1);
});

test("a product that does not run is to be started first", async () => {
  const { code, output } = await seed({
    CHECKOUT_API_KEY: apiKey,
    API_PORT: String(await findFreePort()),
  });
  expect(output).toContain("npm start");
  expect(code).toBe(1);
});

test("a product that was never started has no key", async () => {
  const { code, output } = await seed({ DATA_DIR: path.join(dataFolder.path, "nothing") });
  expect(output).toContain("There is no API key");
  expect(code).toBe(1);
});

async function seed(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const orders = args.length === 0 ? ["--orders", String(ORDERS)] : [];
  const command = [path.join(ROOT, "scripts", "seed.mjs"), ...orders, ...args];
  const child = startChild("seed", command, { API_PORT: String(port), ...env });
  const code = await child.ended();
  return { code, output: child.output() };
}

async function readOrders() {
  const { data } = await listOrchestrations({ client, query: { limit: 200 } });
  return (data?.items ?? []).toSorted((one, other) => (one.orderId < other.orderId ? -1 : 1));
}
