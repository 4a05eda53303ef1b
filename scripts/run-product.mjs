import {
  answers,
  firstOf,
  localUrl,
  pickReady,
  printAddresses,
  serverOptions,
  storefrontOptions,
} from "./product-services.mjs";
import { startService } from "./service.mjs";
import { onStopSignal } from "./stop-signal.mjs";

/**
 * Runs the server and the storefront until one of them ends or a signal arrives, and leaves no
 * process behind.
 *
 * @returns {Promise<number>} the exit code: 0 after a signal, 1 when a service ended unexpectedly
 */
export async function runProduct({ apiPort, storefrontPort, dataDir }) {
  const services = [];
  const start = (options) => {
    const service = startService(options);
    services.push(service);
    return service;
  };
  let forget = () => {};
  const signaled = new Promise((resolve) => {
    forget = onStopSignal(() => resolve({ stop: true }));
  });
  try {
    const urls = await bringUp({ apiPort, storefrontPort, dataDir, start, signaled });
    if (urls === undefined) return 0;
    printAddresses(urls);
    const failure = await Promise.race([signaled, ...services.map(({ ended }) => ended)]);
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
async function bringUp({ apiPort, storefrontPort, dataDir, start, signaled }) {
  const storefrontUrl = localUrl(storefrontPort);
  const server = start(serverOptions({ apiPort, storefrontPort, dataDir }));
  const ready = await firstOf(server, signaled, server.message(pickReady));
  if (ready === undefined) return undefined;
  const apiAnswers = answers(`${localUrl(apiPort)}/livez`);
  if ((await firstOf(server, signaled, apiAnswers)) === undefined) return undefined;

  const storefront = start(storefrontOptions("start", storefrontPort, ready));
  const shopAnswers = answers(storefrontUrl);
  if ((await firstOf(storefront, signaled, shopAnswers)) === undefined) return undefined;
  return { ...ready, storefrontUrl, dataDir };
}
