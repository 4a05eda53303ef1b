import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inProject } from "./project.mjs";
import { startService } from "./service.mjs";
import { onStopSignal } from "./stop-signal.mjs";

/** The first start creates a database and migrates it; a slow disk may need a while. */
const READY_PATIENCE_MS = 120_000;

/** No quiet hours and no cap: at night too, what falls due is mailed. */
const TRYING_OUT_POLICY = join("docs", "examples", "trying-out.yaml");

/**
 * Runs the server and the storefront until one of them ends or a signal arrives, and leaves no
 * process behind.
 *
 * @returns {Promise<number>} the exit code: 0 after a signal, 1 when something ended by itself
 */
export async function runProduct({ apiPort, storefrontPort, dataDir }) {
  const services = [];
  const start = (options) => {
    const service = startService(options);
    services.push(service);
    return service;
  };
  let forget = () => {};
  const signalled = new Promise((resolve) => {
    forget = onStopSignal(() => resolve({ stop: true }));
  });
  try {
    const urls = await bringUp({ apiPort, storefrontPort, dataDir, start, signalled });
    if (urls === undefined) return 0;
    printAddresses(urls);
    const failure = await Promise.race([signalled, ...services.map(({ ended }) => ended)]);
    if (typeof failure !== "string") return 0;
    console.error(`\n${failure}`);
    return 1;
  } finally {
    if (services.length > 0) console.log("\nStopping ...");
    // The storefront first: it must not report a server that is gone on purpose.
    for (const service of services.reverse()) await service.stop();
    forget();
  }
}

/** Starts both and waits until they answer; undefined when a signal came first. */
async function bringUp({ apiPort, storefrontPort, dataDir, start, signalled }) {
  const storefrontUrl = `http://127.0.0.1:${storefrontPort}`;
  const server = start({
    name: "server",
    args: [inProject("packages", "server", "dist", "cli.js"), "serve"],
    env: {
      API_PORT: String(apiPort),
      STOREFRONT_PORT: String(storefrontPort),
      STOREFRONT_URL: process.env.STOREFRONT_URL || storefrontUrl,
      DATA_DIR: dataDir,
      RECOVERY_POLICY: process.env.RECOVERY_POLICY || inProject(TRYING_OUT_POLICY),
    },
  });
  const ready = await firstOf(server, signalled, server.message(pickReady));
  if (ready === undefined) return undefined;
  const apiAnswers = answers(`http://127.0.0.1:${apiPort}/livez`);
  if ((await firstOf(server, signalled, apiAnswers)) === undefined) return undefined;

  const storefront = start({
    name: "storefront",
    args: [
      findNext(),
      "start",
      inProject("apps", "storefront"),
      "--hostname",
      "127.0.0.1",
      "-p",
      String(storefrontPort),
    ],
    env: {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      CHECKOUT_API_URL: ready.api.url,
      CHECKOUT_API_KEY: ready.apiKeyForStorefront,
    },
  });
  const shopAnswers = answers(storefrontUrl);
  if ((await firstOf(storefront, signalled, shopAnswers)) === undefined) return undefined;
  return { ...ready, storefrontUrl, dataDir };
}

/** The awaited value; undefined after a signal; throws when the service ends or takes too long. */
async function firstOf(service, signalled, awaited) {
  const patience = new AbortController();
  const tooLong = pause(READY_PATIENCE_MS, undefined, { signal: patience.signal }).then(
    () => `The ${service.name} was not ready after ${READY_PATIENCE_MS / 1000} s.`,
    () => "",
  );
  try {
    const first = await Promise.race([
      awaited.then((value) => ({ value })),
      signalled,
      service.ended,
      tooLong,
    ]);
    if (typeof first === "string") throw new Error(first);
    return first.value;
  } finally {
    patience.abort();
  }
}

function pickReady(message) {
  const isReady =
    message?.type === "ready" &&
    typeof message.api?.url === "string" &&
    typeof message.apiKeyForStorefront === "string";
  return isReady ? message : undefined;
}

async function answers(url) {
  for (;;) {
    try {
      const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
      await response.body?.cancel();
      if (response.status < 500) return true;
    } catch {
      // Not listening yet.
    }
    await pause(150, undefined, { ref: false });
  }
}

function findNext() {
  const fromStorefront = createRequire(
    pathToFileURL(inProject("apps", "storefront", "package.json")),
  );
  return join(dirname(fromStorefront.resolve("next/package.json")), "dist", "bin", "next");
}

function printAddresses({ storefrontUrl, api, apiKey, console: ours, dataDir }) {
  const first = ours?.operator;
  const lines = [
    ["Storefront", storefrontUrl],
    ["API", api.url],
    ["API docs", api.docsUrl],
    ["Mailbox", api.mailboxUrl],
    ["Console", ours?.url],
    // Shown only by the run that made the operator.
    ["Sign in as", first ? `${first.email} with ${first.password}` : undefined],
    // Shown only by the run that made it; later ones say where it is kept.
    ["API key", apiKey?.value ?? (apiKey?.file ? `in ${apiKey.file}` : undefined)],
    ["Data", dataDir],
  ].filter(([, value]) => typeof value === "string" && value !== "");
  const width = Math.max(...lines.map(([label]) => label.length));
  console.log("\nFollowthrough is running.\n");
  for (const [label, value] of lines) console.log(`  ${label.padEnd(width)}  ${value}`);
  console.log("\nCtrl-C stops everything.\n");
}
