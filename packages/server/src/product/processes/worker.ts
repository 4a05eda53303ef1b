import { createPromptComposer } from "../../delivery/compose-prompt.ts";
import { createLinkTokens } from "../../lifecycle/links/link-tokens.ts";
import { createCircuitBreaker } from "../../platform/flow/circuit-breaker.ts";
import { listen } from "../../platform/postgres/channels.ts";
import { logFindings } from "../../policy/judge-policy.ts";
import { INBOX_CONCURRENCY } from "../../providers/inbox/inbox-queue.ts";
import type { Config } from "../config.ts";
import { startWorker } from "../start-worker.ts";
import { hasAlertChannel } from "./alert-channel.ts";
import { alertOptions } from "./alerts.ts";
import { mailDomain } from "./mail-settings.ts";
import { askingOptions } from "./open-asking.ts";
import { closeContext, followPolicy, openContext } from "./open-context.ts";
import { openSigner, openTransport } from "./open-mail.ts";
import { untilDatabaseAnswers } from "./until-database-answers.ts";
import { untilStopped } from "./until-stopped.ts";
import { yieldToOthers } from "./yield-to-others.ts";

// Ten keep a core busy with rendering, signing and sending.
const MAIL_CONNECTIONS = 10;
// For each connection, three more messages are being leased, rendered or recorded, so that none waits for its next.
const CONCURRENCY = 4 * MAIL_CONNECTIONS;
// This leaves room for other destinations when two of them hang.
const PER_DESTINATION = 4;

// While a message's end marker is written, its permit holds one connection and needs a second one for the marker. So
// does a provider's message that is being worked on. The rest is for the sweep, for leases and for recording.
const CONNECTIONS = MAIL_CONNECTIONS + 2 * INBOX_CONCURRENCY + 6;

/** Runs the worker until the process must end. */
export async function runWorker(config: Config, url: string): Promise<void> {
  const { context, secrets } = await openContext(config, url, CONNECTIONS);
  yieldToOthers(context);
  await untilDatabaseAnswers(context);
  const unfollow = followPolicy(context);
  const links = createLinkTokens(secrets.linkSecret);
  const listening = new AbortController();
  const transport = openTransport(context, config);
  if (!hasAlertChannel(config)) {
    context.log.info("no operator gets alerts: ALERT_EMAILS and ALERT_WEBHOOK_URL are empty");
  }
  logFindings(context, config.sweepCron);
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
      translators: await config.translators(),
      onInboxWaiting: (wake) => listen(url, "inbox_waiting", wake, wake, listening.signal),
    },
    inboxKeptMs: config.inboxKeptMs,
    asking: await askingOptions(config, url, listening.signal),
    program: context.program === null ? undefined : { provider: context.program },
    alerts: await alertOptions(config, url, transport, listening.signal),
  });
  process.send?.("ready");
  await untilStopped();
  listening.abort();
  unfollow();
  await worker.stop();
  await closeContext(context);
}
