import { markEnding } from "../db/alert-attempts.ts";
import type { Pool } from "../db/database.ts";
import type { DkimSigner } from "../email/dkim.ts";
import { composeOperatorAlert } from "../email/operator-alert.ts";
import type { MailTransport, OutgoingMail } from "../email/transport.ts";
import type { AlertAttempt, TellingEnd, Told } from "./alert-attempt.ts";

/** What telling by mail needs. */
export interface MailTelling {
  readonly transport: MailTransport;
  readonly mailFrom: string;
  /** The right half of the fixed `Message-ID`s. */
  readonly mailDomain: string;
  /** Where the API is, for a link to the order. */
  readonly publicApiUrl: string;
  readonly sign?: DkimSigner;
}

// Well below the two minutes after which the queue takes a job for lost.
const SEND_TIMEOUT_MS = 30_000;

/**
 * Mails one alert to one operator. That its end is about to be written is committed first, so that an
 * attempt that is lost after that is never repeated.
 */
export async function tellByMail(
  pool: Pool,
  telling: MailTelling,
  attempt: AlertAttempt,
): Promise<TellingEnd> {
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
      // A way out that knows a mail by its id can be asked again.
      return { state: transport.isIdempotent ? "failed" : "unknown", error: outcome.error };
    case "rejected":
      return { state: "failed", error: new Error(outcome.response) };
    case "failed_before_end":
      return { state: "failed", error: outcome.error };
    case "stopped":
      return { state: "failed", error: new Error("A later attempt has taken over") };
  }
}

function compose(telling: MailTelling, attempt: AlertAttempt): Promise<OutgoingMail> {
  const { mailFrom: from, mailDomain, sign } = telling;
  const { alertId, recipient: to, createdAt } = attempt;
  return composeOperatorAlert(contentOf(attempt.told, telling), {
    messageId: `<${alertId}@${mailDomain}>`,
    from,
    to,
    date: new Date(createdAt),
    ...(sign === undefined ? {} : { sign }),
  });
}

function contentOf(
  told: Told,
  { publicApiUrl }: MailTelling,
): Parameters<typeof composeOperatorAlert>[0] {
  if (told.kind === "engine") return { ...told, since: new Date(told.since) };
  const { escalationId, orderId, orderNumber, reason, since, stage, total } = told.escalation;
  return {
    kind: "escalation",
    escalationId,
    orderId,
    orderNumber,
    reason,
    since: new Date(since),
    stage,
    value: total,
    orderUrl: orderUrl(`${publicApiUrl}/api/v1`, orderId, orderNumber !== null),
  };
}

/** Of an order that nobody has reported there are only the providers' messages. */
function orderUrl(api: string, orderId: string, isKnown: boolean): string {
  const id = encodeURIComponent(orderId);
  return isKnown ? `${api}/checkout/orchestrations/${id}` : `${api}/webhooks/inbox?orderId=${id}`;
}
