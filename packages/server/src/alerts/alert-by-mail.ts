import type { DkimSigner } from "../mail/dkim.ts";
import type { MailTransport, OutgoingMail } from "../mail/transport.ts";
import type { Pool } from "../platform/postgres/database.ts";
import type { AlertAttempt, AlertOutcome, AlertSubject } from "./alert-outcome.ts";
import { orderUrl, workListUrl } from "./console-urls.ts";
import { composeOperatorAlert } from "./mail/operator-alert.ts";
import { markEnding } from "./sql/alert-attempts.ts";
import type { DigestItem } from "./sql/alert-digests.ts";

/** What alerts by mail need. */
export interface AlertMail {
  readonly transport: MailTransport;
  readonly mailFrom: string;
  /** The right half of the fixed `Message-ID`s. */
  readonly mailDomain: string;
  /** The API's public base URL, for links to the console. */
  readonly publicApiUrl: string;
  readonly sign?: DkimSigner;
}

// Well below the two minutes after which the queue regards a job as lost.
const SEND_TIMEOUT_MS = 30_000;

/**
 * Mails one alert to one operator. A marker is committed right before the end marker is written, so that an attempt
 * that is lost after that is never repeated.
 */
export async function alertByMail(
  pool: Pool,
  telling: AlertMail,
  attempt: AlertAttempt,
): Promise<AlertOutcome> {
  const { transport } = telling;
  const outcome = await transport.send({
    ...(await compose(telling, attempt)),
    timeoutMs: SEND_TIMEOUT_MS,
    beforeEnd: async () => ((await markEnding(pool, attempt)) ? "go" : "stop"),
  });
  switch (outcome.kind) {
    case "accepted":
      return { state: "sent" };
    case "ambiguous":
      // A transport that recognizes a mail by its id can send it again.
      return { state: transport.isIdempotent ? "failed" : "unknown", error: outcome.error };
    case "rejected":
      return { state: "failed", error: new Error(outcome.response) };
    case "failed_before_end":
      return { state: "failed", error: outcome.error };
    case "stopped":
      return { state: "failed", error: new Error("A later attempt has taken over") };
  }
}

function compose(telling: AlertMail, attempt: AlertAttempt): Promise<OutgoingMail> {
  const { mailFrom: from, mailDomain, sign } = telling;
  const { alertId, recipient: to, createdAt } = attempt;
  return composeOperatorAlert(contentOf(attempt.subject, telling), {
    messageId: `<${alertId}@${mailDomain}>`,
    from,
    to,
    date: new Date(createdAt),
    ...(sign === undefined ? {} : { sign }),
  });
}

function contentOf(
  subject: AlertSubject,
  { publicApiUrl }: AlertMail,
): Parameters<typeof composeOperatorAlert>[0] {
  if (subject.kind === "engine") return { ...subject, since: new Date(subject.since) };
  const { counts, items } = subject.digest;
  const madeAt = new Date(subject.digest.madeAt);
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) return alertOf(only, madeAt, publicApiUrl);
  return {
    kind: "digest",
    madeAt,
    counts,
    entries: items.map((item) => entryOf(item, publicApiUrl)),
    workListUrl: workListUrl(publicApiUrl),
  };
}

function alertOf(item: DigestItem, madeAt: Date, apiUrl: string) {
  const { escalationId, total, amount } = item.escalation;
  const remindedAt = item.isReminder ? madeAt : null;
  const entry = entryOf(item, apiUrl);
  return { ...entry, kind: "escalation", escalationId, value: total, amount, remindedAt } as const;
}

function entryOf({ escalation, isReminder }: DigestItem, apiUrl: string) {
  const { orderId, orderNumber, reason, since, stage, total, amount, dueAt } = escalation;
  return {
    orderId,
    orderNumber,
    reason,
    since: new Date(since),
    isReminder,
    stage,
    value: amount ?? total,
    dueAt: dueAt === null ? null : new Date(dueAt),
    orderUrl: orderUrl(apiUrl, orderId, orderNumber !== null),
  };
}
