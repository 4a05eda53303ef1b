// Proves the example against a real Medusa store: `npm run prove:medusa`. It installs Medusa in a folder of its own
// (about 700 MB), starts the product with its own Postgres, and lets the store place, pay, refund, send and cancel orders.
import { execFile, fork } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import ts from "typescript";
import { attachEmbeddedPostgres } from "../../../packages/server/dist/embedded-postgres/index.js";
import { transpileFolder } from "./transpile.mjs";

const MEDUSA = "2.21.2";
const PORT = 8123;
const KEY = "prove-medusa-key-0123456789abcdef";
const SECRET = `whsec_${Buffer.from("a store and its follow-up agree").toString("base64")}`;
const PROGRAM = fileURLToPath(
  new URL("../../../packages/server/bin/followthrough.js", import.meta.url),
);
const STORE = fileURLToPath(new URL("./store.cjs", import.meta.url));
const SOURCES = fileURLToPath(new URL("../src", import.meta.url));
const APPLIED_WITHIN_MS = 60_000;

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "followthrough-medusa-"));
const store = join(folder, "store");
const product = join(folder, "product");
await mkdir(store);
await mkdir(product);
let serving;
try {
  await installStore();
  serving = await serve();
  const databaseUrl = await createDatabase("medusa");
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    FOLLOWTHROUGH_URL: `http://127.0.0.1:${PORT}`,
    FOLLOWTHROUGH_SECRET: SECRET,
    MEDUSA_DISABLE_TELEMETRY: "true",
  };
  const options = { cwd: store, env, maxBuffer: 64 * 1024 * 1024 };
  say("Migrating the store");
  await run("npx", ["medusa", "db:migrate", "--skip-scripts"], options);
  say("Running the store");
  const { stdout } = await run(process.execPath, [STORE], options);
  const orders = JSON.parse(/^ORDERS (.*)$/m.exec(stdout)?.[1] ?? "null");
  process.exitCode = await judge(orders);
} finally {
  await stop();
  await rm(folder, { recursive: true, force: true });
}

async function installStore() {
  say(`Installing Medusa ${MEDUSA}`);
  await writeFile(join(store, "package.json"), JSON.stringify({ private: true, type: "commonjs" }));
  const packages = ["medusa", "framework", "cli"].map((name) => `@medusajs/${name}@${MEDUSA}`);
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact"];
  await run("npm", [...args, ...packages, "standardwebhooks@1.1.1"], {
    cwd: store,
    maxBuffer: 64 * 1024 * 1024,
  });
  await transpileFolder(ts, SOURCES, join(store, "src"));
  await cp(
    fileURLToPath(new URL("./medusa-config.cjs", import.meta.url)),
    join(store, "medusa-config.js"),
  );
}

/** Starts the product, with the embedded Postgres that the store gets a database on, too. */
function serve() {
  say("Starting the product");
  const child = fork(PROGRAM, ["serve"], {
    env: {
      PATH: process.env.PATH,
      API_PORT: String(PORT),
      DATA_DIR: product,
      CHECKOUT_API_KEY: KEY,
      STANDARD_WEBHOOK_SECRETS: SECRET,
      SWEEP_CRON: "0 0 29 2 *",
      LOG_LEVEL: "warn",
    },
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The product ended with ${code}`)));
    child.on("message", (message) => {
      if (message?.type === "ready") resolve(child);
    });
  });
}

async function createDatabase(name) {
  const url = await attachEmbeddedPostgres({ dataDir: product });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

/** @returns the exit code */
async function judge(orders) {
  const expected = [
    ["placed", orders.placed, "payment", "not_started"],
    ["paid", orders.paid, "fulfillment", "not_started"],
    ["paid, and given back in part", orders.refunded, "fulfillment", "not_started"],
    ["paid and sent", orders.sent, "completed", "completed"],
    ["cancelled", orders.cancelled, "payment", "cancelled"],
  ];
  let broken = 0;
  for (const [what, orderId, stage, status] of expected) {
    const found = await untilAt(orderId, stage, status);
    const isRight = found === `${stage} ${status}`;
    broken += Number(!isRight);
    say(`${isRight ? "held  " : "BROKEN"} an order that was ${what}: ${found}`);
  }
  const sums = await listMessages("applied");
  const refund = sums.filter(({ eventId }) => /^payment:.*:captured:0:12900:2900$/.test(eventId));
  const dead = await listMessages("dead");
  const isReported = refund.length === 1 && dead.length === 0;
  const reasons = dead.map(({ reason }) => reason).join("; ");
  say(
    `${isReported ? "held  " : "BROKEN"} the refund is reported, and no message is dead: ${reasons}`,
  );
  return broken === 0 && isReported ? 0 : 1;
}

async function listMessages(state) {
  const url = `http://127.0.0.1:${PORT}/api/v1/webhooks/inbox?limit=100&state=${state}`;
  const response = await fetch(url, { headers: { "x-api-key": KEY } });
  return (await response.json()).items;
}

async function untilAt(orderId, stage, status) {
  const deadline = performance.now() + APPLIED_WITHIN_MS;
  for (;;) {
    const url = `http://127.0.0.1:${PORT}/api/v1/checkout/orchestrations/${orderId}`;
    const response = await fetch(url, { headers: { "x-api-key": KEY } });
    const { currentStage, status: stands } = await response.json();
    const found = `${currentStage} ${stands}`;
    if (found === `${stage} ${status}` || performance.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function stop() {
  if (serving === undefined) return;
  serving.removeAllListeners("exit");
  const gone = new Promise((resolve) => serving.once("exit", resolve));
  serving.kill("SIGTERM");
  await gone;
}

function say(line) {
  console.log(line);
}
