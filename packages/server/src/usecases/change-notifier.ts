import type { Logger } from "pino";
import type { Pool } from "../db/database.ts";
import { notifyChanged, notifyWaiting, type WaitingChannel } from "../db/notify.ts";

/** Tells other processes what was committed, one message for all commits of a moment. */
export interface ChangeNotifier {
  /** These orders changed; to be called after the commit. */
  changed(orderIds: Iterable<string>): void;
  /** There is something to deliver. */
  promptsWaiting(): void;
  /** Operators have to be told of something. */
  alertsWaiting(): void;
  /** Providers' messages were kept and have to be worked on. */
  inboxWaiting(): void;
  /** Providers have to be asked. */
  checksWaiting(): void;
  /** Waits for what was said to be on its way. */
  flush(): Promise<void>;
}

/**
 * `pg_notify` inside each transaction would cost most of the throughput; here all changes that come while
 * one message is on its way share the next. A lost message costs a viewer some seconds, never a fact:
 * streams look again by themselves.
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
