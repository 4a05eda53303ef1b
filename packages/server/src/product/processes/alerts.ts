import type { PgBoss } from "pg-boss";
import { type AlertOptions, startAlertQueue } from "../../alerts/alert-queue.ts";
import { createWebhookSender } from "../../alerts/webhook-sender.ts";
import { startWatchdog, type Watchdog } from "../../engine/watchdog.ts";
import type { MailTransport } from "../../mail/transport.ts";
import { closeBoss, openBoss } from "../../platform/jobs/open-boss.ts";
import { listen } from "../../platform/postgres/channels.ts";
import type { AppContext } from "../app-context.ts";
import type { Config } from "../config.ts";
import { mailDomain } from "./mail-settings.ts";
import { openSigner, openTransport } from "./open-mail.ts";

/** The recipients and channels of alerts, from the environment. @param signal ends the listening for alerts */
export async function alertOptions(
  config: Config,
  url: string,
  transport: MailTransport,
  signal: AbortSignal,
): Promise<Omit<AlertOptions, "context">> {
  const { alerts, mailFrom, publicApiUrl } = config;
  return {
    settings: alerts,
    telling: {
      transport,
      webhook: alerts.webhook && createWebhookSender(alerts.webhook),
      mailFrom,
      mailDomain: mailDomain(config),
      publicApiUrl,
      ...(await openSigner(config)),
    },
    onAlertsWaiting: (wake) => listen(url, "alerts_waiting", wake, wake, signal),
  };
}

/** Watches the worker from another process, and alerts operators even when the worker is dead. */
export async function startWatch(
  context: AppContext,
  config: Config,
  url: string,
): Promise<Watchdog> {
  const listening = new AbortController();
  const transport = openTransport(context, config);
  let boss: PgBoss | undefined;
  const open = async () => {
    // The worker keeps the schedule, and two connections are enough for an occasional alert.
    const { log } = context;
    boss ??= await openBoss({ connectionString: url, log, max: 2, keepsSchedule: false });
    return boss;
  };
  const options = await alertOptions(config, url, transport, listening.signal);
  const alerts = startAlertQueue(open, { context, ...options });
  const watchdog = startWatchdog(context, config.sweepCron, alerts.raise);
  return {
    async stop() {
      listening.abort();
      await Promise.all([watchdog.stop(), alerts.stop()]);
      if (boss !== undefined) await closeBoss(boss);
      await transport.close();
    },
  };
}
