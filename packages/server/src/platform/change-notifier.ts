import type { Logger } from "pino";
import { notifyChanged, notifyWaiting, type WaitingChannel } from "./postgres/channels.ts";
import type { Pool } from "./postgres/database.ts";

/** Tells other processes what was committed, in one message for all commits of the same moment. */
export interface ChangeNotifier {
  /** These orders changed. Call it after the commit. */
  changed(orderIds: Iterable<string>): void;
  /** Prompts wait to be sent. */
  promptsWaiting(): void;
  /** Alerts to operators wait to be sent. */
  alertsWaiting(): void;
  /** Providers' messages were kept in the inbox and wait for work. */
  inboxWaiting(): void;
  /** Provider checks wait to be asked. */
  checksWaiting(): void;
  /** Waits until everything announced so far is on its way. */
  flush(): Promise<void>;
}

/**
 * A `pg_notify` inside each transaction would cost most of the throughput. Instead, all changes that arrive while
 * one message is on its way share the next one. A lost message costs a viewer a few seconds, but never a fact:
 * streams look again automatically.
 */
export function createChangeNotifier(pool: Pool, log: Logger): ChangeNotifier {
  let changed = new Set<string>();
  let waiting = new Set<WaitingChannel>();
  let running: Promise<void> | undefined;

  async function send(): Promise<void> {
    while (changed.size > 0 || waiting.size > 0) {
      const ids = [...changed];
      const channels = [...waiting];
      changed = new Set();
      waiting = new Set<WaitingChannel>();
      try {
        if (ids.length > 0) await notifyChanged(pool, ids);
        for (const channel of channels) await notifyWaiting(pool, channel);
      } catch (error) {
        log.warn({ err: error, orders: ids.length }, "could not announce changes");
      }
    }
    running = undefined;
  }

  function start(): void {
    running ??= Promise.resolve().then(send);
  }

  return {
    changed(orderIds) {
      for (const id of orderIds) changed.add(id);
      start();
    },
    promptsWaiting() {
      waiting.add("prompts_waiting");
      start();
    },
    alertsWaiting() {
      waiting.add("alerts_waiting");
      start();
    },
    inboxWaiting() {
      waiting.add("inbox_waiting");
      start();
    },
    checksWaiting() {
      waiting.add("checks_waiting");
      start();
    },
    async flush() {
      await running;
    },
  };
}
