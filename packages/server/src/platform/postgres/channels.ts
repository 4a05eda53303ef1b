import pg from "pg";
import { type Db, prepared } from "./database.ts";

/** Work that waits: prompts, alerts to operators, providers' messages, and provider checks. */
export type WaitingChannel =
  | "prompts_waiting"
  | "alerts_waiting"
  | "inbox_waiting"
  | "checks_waiting";

/** What processes tell each other: which orders changed, and what work waits. */
export type Channel = "orchestrations_changed" | WaitingChannel;

// Postgres refuses a payload of 8,000 bytes; an order id has at most 128.
const IDS_PER_NOTIFY = 60;

/** Announces which orders changed, with one call for a group of commits: each call costs a commit of its own. */
export async function notifyChanged(db: Db, orderIds: readonly string[]): Promise<void> {
  for (let at = 0; at < orderIds.length; at += IDS_PER_NOTIFY) {
    const ids = orderIds.slice(at, at + IDS_PER_NOTIFY);
    await notify(db, ["orchestrations_changed", ids.join(" ")]);
  }
}

/** Wakes the processes that do this kind of work. */
export async function notifyWaiting(db: Db, channel: WaitingChannel): Promise<void> {
  await notify(db, [channel, ""]);
}

/**
 * Listens on a connection of its own until `signal` aborts, and reconnects when it breaks.
 * Messages sent while it was down are lost: `onReconnect` lets the listener look again.
 */
export function listen(
  connectionString: string,
  channel: Channel,
  onMessage: (payload: string) => void,
  onReconnect: () => void,
  signal: AbortSignal,
): void {
  let client: pg.Client | undefined;
  let attempt = 0;
  const connect = async () => {
    if (signal.aborted) return;
    client = new pg.Client({ connectionString, application_name: "followthrough listen" });
    client.on("notification", ({ payload }) => onMessage(payload ?? ""));
    client.once("error", retry);
    client.once("end", retry);
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      attempt = 0;
      onReconnect();
    } catch {
      retry();
    }
  };
  const retry = () => {
    const broken = client;
    if (broken === undefined) return;
    client = undefined;
    broken.removeAllListeners();
    broken.on("error", () => {});
    void broken.end().catch(() => {});
    attempt += 1;
    setTimeout(connect, Math.min(100 * 2 ** attempt, 5_000)).unref();
  };
  signal.addEventListener("abort", () => {
    const open = client;
    client = undefined;
    open?.removeAllListeners();
    open?.on("error", () => {});
    void open?.end().catch(() => {});
  });
  void connect();
}

const notify = prepared("notify", "select pg_notify($1, $2)");
