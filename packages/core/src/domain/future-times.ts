import type { StageEvent } from "./events.ts";
import type { PaymentReport } from "./money/payment.ts";
import type { Entry } from "./timeline.ts";

// Clocks differ by seconds. A source that is further ahead has a wrong clock or a wrong time zone.
const LEEWAY_MS = 5 * 60_000;

/**
 * The event without times from the future: what a source dates ahead is true from now on. Otherwise one wrong clock
 * would outweigh everything that is reported until then. The payload keeps the time as it was reported: the event's
 * own, or else the furthest of what it reports.
 *
 * @param now epoch milliseconds
 */
export function withoutFutureTimes(event: StageEvent, now: number): StageEvent {
  let furthest = 0;
  const notAfter = (time: number) => {
    if (time <= now + LEEWAY_MS) return time;
    furthest = Math.max(furthest, time);
    return now;
  };
  const { occurredAt, payments, checks, parcels } = event;
  const dated = <Report extends { readonly asOf: number; readonly since: number }>(
    report: Report,
  ): Report => ({ ...report, asOf: notAfter(report.asOf), since: notAfter(report.since) });
  const told = {
    ...event,
    ...(payments === undefined ? {} : { payments: payments.map((each) => paidBy(each, notAfter)) }),
    ...(checks === undefined ? {} : { checks: checks.map(dated) }),
    ...(parcels === undefined ? {} : { parcels: parcels.map(dated) }),
    occurredAt: occurredAt === null ? null : notAfter(occurredAt),
  };
  if (furthest === 0) return told;
  const isAhead = occurredAt !== null && told.occurredAt !== occurredAt;
  const occurredAtReported = new Date(isAhead ? occurredAt : furthest).toISOString();
  return { ...told, payload: { ...event.payload, occurredAtReported } };
}

/** The time from the future that an entry's source reported (epoch milliseconds); `null` if it reported none. */
export function futureTimeOf({ payload, recordedAt }: Pick<Entry, "payload" | "recordedAt">) {
  const reported = payload?.occurredAtReported;
  const at = typeof reported === "string" ? Date.parse(reported) : Number.NaN;
  // API callers can write what they like into a payload.
  return at > recordedAt ? at : null;
}

function paidBy(report: PaymentReport, notAfter: (time: number) => number): PaymentReport {
  const { snapshot, refunds, disputes, asOf } = report;
  const created = <Thing extends { readonly createdAt: number }>(thing: Thing): Thing => ({
    ...thing,
    createdAt: notAfter(thing.createdAt),
  });
  return {
    ...report,
    asOf: notAfter(asOf),
    snapshot: snapshot && { ...snapshot, since: notAfter(snapshot.since) },
    refunds: refunds.map(created),
    disputes: disputes.map(created),
  };
}
