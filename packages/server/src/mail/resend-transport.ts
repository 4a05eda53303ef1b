import { failedBeforeEnd } from "./failed-before-end.ts";
import { attemptOutcome, outcomeOfFetchError } from "./resend-outcome.ts";
import type { MailTransport, OutgoingMail, SendOutcome } from "./transport.ts";

/** How to reach Resend's API. */
export interface ResendTransportOptions {
  /** A key that may only send is enough. */
  readonly apiKey: string;
  /** Without a trailing slash, such as `https://api.resend.com`. */
  readonly baseUrl: string;
  /** The time limit for one whole send, including connecting; must be shorter than the caller's lease. */
  readonly sendTimeoutMs: number;
}

/**
 * A transport that uses Resend's HTTP API. Each request has the mail's Message-ID as its idempotency key (at most 256
 * characters, remembered for 24 hours), so an attempt that ended without an answer can be repeated. Resend builds and
 * signs the message from the mail's parts.
 *
 * It uses `fetch` because Resend's SDK can neither set a deadline nor cancel a request.
 */
export function createResendTransport(options: ResendTransportOptions): MailTransport {
  // `fetch` would refuse such a key only at the first mail, and print it.
  if (!/^[\x21-\x7e]+$/.test(options.apiKey)) {
    throw new Error("The Resend API key must be printable ASCII without spaces");
  }
  const url = new URL(`${options.baseUrl}/emails`);
  const underWay = new Set<Promise<SendOutcome>>();
  let isClosed = false;

  async function send(mail: OutgoingMail): Promise<SendOutcome> {
    const timeoutMs = Math.min(options.sendTimeoutMs, mail.timeoutMs ?? options.sendTimeoutMs);
    const deadline = performance.now() + timeoutMs;
    let request: Request;
    let timeLeft: number;
    try {
      request = requestFor(mail, url, options.apiKey);
      if ((await mail.beforeEnd?.()) === "stop") return { kind: "stopped" };
      timeLeft = deadline - performance.now();
      if (timeLeft <= 0) throw new Error(`The ${timeoutMs} ms for the send were used up`);
    } catch (cause) {
      return failedBeforeEnd(cause, false);
    }
    try {
      // Rounded up, because the timer takes only whole numbers. It also limits the reading of the answer.
      const signal = AbortSignal.timeout(Math.ceil(timeLeft));
      const answering = fetch(request, { signal });
      // `fetch` does not report when the last byte leaves. Blocking the shop for a whole request would be worse.
      mail.afterEnd?.();
      const answer = await answering;
      return attemptOutcome(answer.status, await answer.text());
    } catch (error) {
      return outcomeOfFetchError(error);
    }
  }

  return {
    kind: "resend",
    isIdempotent: true,
    async send(mail) {
      if (isClosed) return failedBeforeEnd(new Error("The mail transport is closed"), false);
      const sending = send(mail);
      underWay.add(sending);
      return sending.finally(() => underWay.delete(sending));
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
    },
  };
}

function requestFor(mail: OutgoingMail, url: URL, apiKey: string): Request {
  const { from, envelope, subject, html, text, headers } = mail;
  return new Request(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      "idempotency-key": mail.messageId.slice(1, -1),
    },
    body: JSON.stringify({ from, to: [envelope.to], subject, html, text, headers }),
    // The key and the mail go only to the configured URL.
    redirect: "manual",
  });
}
