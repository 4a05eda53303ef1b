import { join, sep } from "node:path";
import {
  answers,
  findProgram,
  firstOf,
  localUrl,
  pickReady,
  printAddresses,
  serverOptions,
  storefrontOptions,
} from "./product-services.mjs";
import { formatDuration } from "./progress.mjs";
import { inProject } from "./project.mjs";
import { startService } from "./service.mjs";
import { onStopSignal } from "./stop-signal.mjs";
import { watchFolders } from "./watch-folders.mjs";

/**
 * Runs the product for somebody who changes it: the packages are compiled on each change and the server
 * starts again; storefront and console show changes in the open page. Needs built packages and a built
 * console. Leaves no process behind.
 *
 * @returns {Promise<number>} the exit code: 0 after a signal, 1 when a part other than the server ended
 */
export async function runDevelopment(places) {
  let forget = () => {};
  const signaled = new Promise((resolve) => {
    forget = onStopSignal(() => resolve(STOP));
  });
  const cleanups = [forget];
  const start = (options) => {
    const service = startService(options);
    cleanups.push(() => service.stop());
    return service;
  };
  try {
    cleanups.push(await holdPostgres(places.dataDir));
    const changes = watchServerCode();
    cleanups.push(changes.close);
    const compiler = start(COMPILER);
    const pages = openPages({ places, start, signaled });
    const stopped = Promise.race([signaled, compiler.ended, pages.ended]);
    await runServer({ places, changes, stopped, onReady: pages.open });
    const ended = await stopped;
    if (ended === STOP) return 0;
    console.error(`\n${ended}`);
    return 1;
  } finally {
    console.log("\nStopping ...");
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** What a race of promises gives after a stop signal. */
const STOP = { stop: true };

const COMPILER = {
  name: "compiler",
  args: [
    inProject("node_modules", "typescript", "bin", "tsc"),
    "-b",
    "--watch",
    "--preserveWatchOutput",
  ],
  env: {},
};

/**
 * Opens the embedded Postgres for as long as this runs: the servers come and go, and none of them is the
 * last that uses it.
 *
 * @returns {Promise<() => Promise<void>>} gives it up
 */
async function holdPostgres(dataDir) {
  if (process.env.DATABASE_URL) return async () => {};
  const dist = inProject("packages", "server", "dist");
  const { openEmbeddedPostgres } = await import(join(dist, "embedded-postgres", "index.js"));
  const postgres = await openEmbeddedPostgres({ dataDir, log: () => {} });
  return () => postgres.stop();
}

/** Watches what the server runs. Types and maps are not run, and the console's build is not the server's code. */
function watchServerCode() {
  return watchFolders(
    ["core", "server"].map((name) => inProject("packages", name, "dist")),
    (path) => path.endsWith(".js") && !path.startsWith(`console${sep}`),
  );
}

/** Starts the server again after each change, until `stopped`. One that ended waits for the next change. */
async function runServer({ places, changes, stopped, onReady }) {
  let isStopped = false;
  const stop = stopped.finally(() => {
    isStopped = true;
  });
  while (!isStopped) {
    const changed = changes.next();
    const startedAt = performance.now();
    const service = startService(serverOptions(places));
    const end = Promise.race([service.ended, changed, stop]);
    try {
      const ready = await Promise.race([service.message(pickReady), end]);
      if (ready?.type === "ready") {
        console.log(`Server ready after ${formatDuration(performance.now() - startedAt)}`);
        onReady(ready);
      }
      const reason = await end;
      if (typeof reason === "string" && !isStopped) {
        console.error(`${reason} It starts again after the next change.`);
        await Promise.race([changed, stop]);
      }
    } finally {
      await service.stop();
    }
    if (!isStopped) console.log("The server's code has changed: starting it again ...");
  }
}

/** Starts storefront and console once, when the server is ready for the first time. */
function openPages({ places, start, signaled }) {
  let isOpen = false;
  let reject;
  let resolve;
  const ended = new Promise((...functions) => {
    [resolve, reject] = functions;
  });
  const bringUp = async (ready) => {
    const services = [
      [start(storefrontOptions("dev", places.storefrontPort, ready)), places.storefrontPort, "/"],
      [start(consoleOptions(places.consolePort, ready)), places.consolePort, "/console/"],
    ];
    for (const [service, port, path] of services) {
      service.ended.then(resolve);
      const isUp = await firstOf(service, signaled, answers(`${localUrl(port)}${path}`));
      if (isUp === undefined) return;
    }
    const consoleUrl = `${localUrl(places.consolePort)}/console/`;
    printAddresses({
      ...ready,
      console: { ...ready.console, url: consoleUrl },
      storefrontUrl: localUrl(places.storefrontPort),
      dataDir: places.dataDir,
    });
  };
  return {
    open(ready) {
      if (isOpen) return;
      isOpen = true;
      bringUp(ready).catch(reject);
    },
    /** Resolves to a sentence when one of them ended; rejects when one can't be brought up. */
    ended,
  };
}

function consoleOptions(port, ready) {
  const vite = findProgram("console", "vite", join("bin", "vite.js"));
  return {
    name: "console",
    args: [
      ...[vite, inProject("apps", "console")],
      ...["--config", inProject("apps", "console", "vite.config.ts")],
      ...["--host", "127.0.0.1", "--port", String(port), "--strictPort", "--clearScreen", "false"],
    ],
    env: { NODE_ENV: "development", CONSOLE_API_URL: ready.api.url },
  };
}
