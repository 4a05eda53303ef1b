import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inProject } from "./project.mjs";

/** The first start creates a database and migrates it; a slow disk may need a while. */
const READY_PATIENCE_MS = 120_000;

/** No quiet hours and no cap: at night too, what becomes due is mailed. */
const TRYING_OUT_POLICY = join("docs", "examples", "trying-out.yaml");

/**
 * What starts the server: database, API and worker.
 *
 * @param {{ apiPort: number, storefrontPort: number, dataDir: string }} places
 */
export function serverOptions({ apiPort, storefrontPort, dataDir }) {
  return {
    name: "server",
    args: [inProject("packages", "server", "dist", "product", "cli.js"), "serve"],
    env: {
      API_PORT: String(apiPort),
      STOREFRONT_PORT: String(storefrontPort),
      STOREFRONT_URL: process.env.STOREFRONT_URL || localUrl(storefrontPort),
      DATA_DIR: dataDir,
      RECOVERY_POLICY: process.env.RECOVERY_POLICY || inProject(TRYING_OUT_POLICY),
    },
  };
}

/**
 * What starts the storefront.
 *
 * @param {"start" | "dev"} command `start` serves what was built, `dev` builds each page when it is requested
 * @param {number} port
 * @param {{ api: { url: string }, apiKeyForStorefront: string }} ready what the server announced
 */
export function storefrontOptions(command, port, ready) {
  const next = findProgram("storefront", "next", join("dist", "bin", "next"));
  return {
    name: "storefront",
    args: [
      ...[next, command, inProject("apps", "storefront")],
      ...["--hostname", "127.0.0.1", "-p", String(port)],
    ],
    env: {
      NODE_ENV: command === "dev" ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      CHECKOUT_API_URL: ready.api.url,
      CHECKOUT_API_KEY: ready.apiKeyForStorefront,
    },
  };
}

/** Where a port of this machine is reached. */
export function localUrl(port) {
  return `http://127.0.0.1:${port}`;
}

/** The awaited value; undefined after a signal; throws when the service ends or takes too long. */
export async function firstOf(service, signaled, awaited) {
  const patience = new AbortController();
  const tooLong = pause(READY_PATIENCE_MS, undefined, { signal: patience.signal }).then(
    () => `The ${service.name} was not ready after ${READY_PATIENCE_MS / 1000} s.`,
    () => "",
  );
  try {
    const first = await Promise.race([
      awaited.then((value) => ({ value })),
      signaled,
      service.ended,
      tooLong,
    ]);
    if (typeof first === "string") throw new Error(first);
    return first.value;
  } finally {
    patience.abort();
  }
}

/** Picks what the server announces once it is up; to hand to a service's `message`. */
export function pickReady(message) {
  const isReady =
    message?.type === "ready" &&
    typeof message.api?.url === "string" &&
    typeof message.apiKeyForStorefront === "string";
  return isReady ? message : undefined;
}

/** Resolves to true as soon as something answers there without an error of the server. */
export async function answers(url) {
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

/**
 * The file of a program that an app depends on.
 *
 * @param {string} app a folder of `apps`
 * @param {string} name the package
 * @param {string} file inside the package
 */
export function findProgram(app, name, file) {
  const fromApp = createRequire(pathToFileURL(inProject("apps", app, "package.json")));
  return join(dirname(fromApp.resolve(`${name}/package.json`)), file);
}

/** Prints where everything is, and what only the run that made it can show. */
export function printAddresses({ storefrontUrl, api, apiKey, console: ours, dataDir }) {
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
