import type { PgBoss } from "pg-boss";
import type { Config } from "../config.ts";
import { listen } from "../db/notify.ts";
import type { MailTransport } from "../email/transport.ts";
import type { Context } from "../usecases/context.ts";
import { createWebhookSender } from "../webhooks/webhook-sender.ts";
import { type AlertOptions, startAlertQueue } from "../worker/alert-queue.ts";
import { closeBoss, openBoss } from "../worker/open-boss.ts";
import { startWatchdog, type Watchdog } from "../worker/watchdog.ts";
import { openSigner, openTransport } from "./mail.ts";
import { mailDomain } from "./mail-settings.ts";

/** Whom to tell and how, as the environment says. @param signal ends the listening for alerts */
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

/** Watches over the worker from another process, and tells operators also when the worker is dead. */
export async function startWatch(context: Context, config: Config, url: string): Promise<Watchdog> {
  const listening = new AbortController();
  const transport = openTransport(context, config);
  let boss: PgBoss | undefined;
  const open = async () => {
    // The worker keeps the schedule; two connections are enough for an alert now and then.
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
