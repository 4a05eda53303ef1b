import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createConsoleHub } from "../../console/http/console-hub.ts";
import { createMetrics } from "../../engine/http/metrics.ts";
import { readEngine, readReadiness } from "../../engine/read-engine.ts";
import { startWatchdog, type Watchdog } from "../../engine/watchdog.ts";
import { getOrchestration } from "../../lifecycle/get-orchestration.ts";
import { getTags } from "../../lifecycle/get-tags.ts";
import { createStreamHub, type StreamSource } from "../../lifecycle/http/stream-hub.ts";
import { createLinkTokens } from "../../lifecycle/links/link-tokens.ts";
import { listen } from "../../platform/postgres/channels.ts";
import type { AppContext } from "../app-context.ts";
import { type Config, ConfigError } from "../config.ts";
import { buildApp } from "../http/app.ts";
import type { ServerSecrets } from "../secrets.ts";
import { hasAlertChannel } from "./alert-channel.ts";
import { openAccess } from "./console-access.ts";
import { hasMailbox, mailDomain } from "./mail-settings.ts";
import { closeContext, followPolicy, openContext } from "./open-context.ts";
import { openVerifiers } from "./open-verifiers.ts";
import { untilStopped } from "./until-stopped.ts";

// A change that was not announced reaches open streams after this time at the latest.
const LOOK_AGAIN_MS = 15_000;

// Proxies close a silent connection after 30 s or more.
const HEARTBEAT_MS = 15_000;

/** The folder of the console's build, next to our own. */
const CONSOLE_FOLDER = fileURLToPath(new URL("../../console-app/", import.meta.url));

/** Runs the API until the process must end. */
export async function runApi(config: Config, url: string, version: string): Promise<void> {
  const { context, secrets } = await openContext(config, url);
  const options = {
    ...(await appOptions(context, config, secrets, url)),
    version,
  };
  const app = await buildApp(options);
  const listening = new AbortController();
  const { hub } = options;
  listen(
    url,
    "orchestrations_changed",
    (ids) => {
      hub.changed(ids.split(" "));
      options.console.changes.changed(ids.split(" "));
    },
    () => void hub.lookAgain(),
    listening.signal,
  );
  const unfollow = followPolicy(context);
  let watch: Watchdog | undefined;
  const lookAgain = setInterval(() => void hub.lookAgain(), LOOK_AGAIN_MS);
  const heartbeat = setInterval(() => void hub.beat(), HEARTBEAT_MS);
  try {
    watch = await openWatch(context, config, url);
    await app.listen({ host: config.apiHost, port: config.apiPort }).catch(explainTakenPort);
    process.send?.("ready");
    await untilStopped();
  } finally {
    // Needed even if the port is taken: an open timer or connection would keep a dead API alive.
    clearInterval(lookAgain);
    clearInterval(heartbeat);
    unfollow();
    listening.abort();
    await Promise.all([app.close(), watch?.stop()]);
    await closeContext(context);
  }
}

/** Loads the code that alerts operators only if there is a channel. */
async function openWatch(context: AppContext, config: Config, url: string): Promise<Watchdog> {
  if (!hasAlertChannel(config)) return startWatchdog(context, config.sweepCron, async () => {});
  const { startWatch } = await import("./alerts.ts");
  return startWatch(context, config, url);
}

function explainTakenPort(error: unknown): never {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    throw new ConfigError(
      `${error.message}. Stop the process that listens there, or set API_PORT.`,
    );
  }
  throw error;
}

/** The options that the app is built from. */
export async function appOptions(
  context: AppContext,
  config: Config,
  secrets: ServerSecrets,
  url: string,
) {
  const hub = createStreamHub(streamSource(context), context.log);
  return {
    context,
    links: createLinkTokens(secrets.linkSecret),
    apiKey: secrets.apiKey,
    hub,
    metrics: createMetrics(
      () => readEngine(context, config.sweepCron),
      () => hub.size,
    ),
    readiness: () => readReadiness(context, config.sweepCron),
    verifiers: await openVerifiers(config),
    mailDomain: mailDomain(config),
    shopName: config.shopName,
    hasMailbox: hasMailbox(config),
    console: {
      access: openAccess(config, secrets, url),
      changes: createConsoleHub(),
      folder: existsSync(`${CONSOLE_FOLDER}index.html`) ? CONSOLE_FOLDER : null,
      publicUrl: config.publicApiUrl,
      storefrontUrl: config.storefrontUrl,
      cron: config.sweepCron,
      trustedProxies: config.trustedProxies,
    },
  };
}

/** Where open streams read the states that they send. */
export function streamSource(context: AppContext): StreamSource {
  return {
    async read(orderId) {
      const result = await getOrchestration(context, orderId);
      return result.ok ? result.value : null;
    },
    readTags: (orderIds) => getTags(context, orderIds),
  };
}
