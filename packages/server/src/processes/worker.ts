import type { Config } from "../config.ts";
import { TRANSLATE } from "../connectors/index.ts";
import { listen } from "../db/notify.ts";
import { createLinkTokens } from "../links/link-tokens.ts";
import { createCircuitBreaker } from "../usecases/circuit-breaker.ts";
import { createPromptComposer } from "../usecases/compose-prompt.ts";
import { INBOX_LANE } from "../worker/inbox-queue.ts";
import { startWorker } from "../worker/worker.ts";
import { hasAlertChannel } from "./alert-channel.ts";
import { alertOptions } from "./alerts.ts";
import { askingOptions } from "./asking.ts";
import { openSigner, openTransport } from "./mail.ts";
import { mailDomain } from "./mail-settings.ts";
import { closeContext, followPolicy, openContext } from "./open-context.ts";
import { untilDatabaseAnswers } from "./until-database-answers.ts";
import { untilStopped } from "./until-stopped.ts";
import { yieldToOthers } from "./yield-to-others.ts";

// Ten keep a core busy that renders, signs and sends.
const MAIL_CONNECTIONS = 10;
// Three more for each are being leased, made or settled meanwhile, so that none waits for its next mail.
const CONCURRENCY = 4 * MAIL_CONNECTIONS;
// Two destinations that hang leave room for the others.
const PER_DESTINATION = 4;

// While a message's end is written its permit holds one connection and needs a second for the marker, and so does
// a provider's message that is worked on; the rest is for the sweep and what is leased and settled.
const CONNECTIONS = MAIL_CONNECTIONS + 2 * INBOX_LANE + 6;

/** Runs the worker until the process shall end. */
export async function runWorker(config: Config, url: string): Promise<void> {
  const { context, secrets } = await openContext(config, url, CONNECTIONS);
  yieldToOthers(context);
  await untilDatabaseAnswers(context);
  const unfollow = followPolicy(context);
  const links = createLinkTokens(secrets.linkSecret);
  const listening = new AbortController();
  const transport = openTransport(context, config);
  if (!hasAlertChannel(config)) {
    context.log.info(
      "no operator is told of anything: ALERT_EMAILS and ALERT_WEBHOOK_URL are empty",
    );
  }
  const worker = await startWorker({
    context,
    connectionString: url,
    cron: config.sweepCron,
    mailDomain: mailDomain(config),
    delivery: {
      transport,
      compose: createPromptComposer(context, { ...config, links, ...(await openSigner(config)) }),
      leaseMs: config.leaseMs,
      sendDeadlineMs: config.sendDeadlineMs,
      firstRetryMs: config.sendRetryMs,
      ambiguousPolicy: config.ambiguousPolicy,
      concurrency: CONCURRENCY,
      connections: MAIL_CONNECTIONS,
      perDestination: PER_DESTINATION,
      breaker: createCircuitBreaker({
        perDestination: PER_DESTINATION,
        firstPauseMs: config.sendRetryMs,
      }),
      random: Math.random,
    },
    onPromptsWaiting: (wake) => listen(url, "prompts_waiting", wake, wake, listening.signal),
    inbox: {
      translators: TRANSLATE,
      onInboxWaiting: (wake) => listen(url, "inbox_waiting", wake, wake, listening.signal),
    },
    inboxKeptMs: config.inboxKeptMs,
    asking: await askingOptions(config, url, listening.signal),
    programme: context.programme === null ? undefined : { provider: context.programme },
    alerts: await alertOptions(config, url, transport, listening.signal),
  });
  process.send?.("ready");
  await untilStopped();
  listening.abort();
  unfollow();
  await worker.stop();
  await closeContext(context);
}
