import { failedBeforeEnd } from "./failed-before-end.ts";
import { outcomeOfAnswer, outcomeOfFetchError } from "./resend-outcome.ts";
import type { MailTransport, OutgoingMail, SendOutcome } from "./transport.ts";

/** How to reach Resend's API. */
export interface ResendTransportOptions {
  /** One that may only send is enough. */
  readonly apiKey: string;
  /** Without a slash at its end, such as `https://api.resend.com`. */
  readonly baseUrl: string;
  /** One whole send, connecting included; has to stay below the caller's lease. */
  readonly sendTimeoutMs: number;
}

/**
 * A transport over Resend's HTTP API. Each request carries the mail's Message-ID as its idempotency key
 * (at most 256 characters, remembered for 24 hours), so an attempt that ended without an answer can be
 * repeated. Resend makes and signs the message itself, from the mail's parts.
 *
 * Over `fetch` rather than Resend's SDK, which lets no one set a deadline or cancel a request.
 */
export function createResendTransport(options: ResendTransportOptions): MailTransport {
  // `fetch` would refuse such a key only with the first mail, and print it.
  if (!/^[\x21-\x7e]+$/.test(options.apiKey)) {
    throw new Error("The Resend API key must be one word of printable ASCII");
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
      if (timeLeft <= 0) throw new Error(`No time was left of ${timeoutMs} ms`);
    } catch (cause) {
      return failedBeforeEnd(cause, false);
    }
    try {
      // Rounded up, as the timer takes whole numbers only; it bounds the reading of the answer too.
      const signal = AbortSignal.timeout(Math.ceil(timeLeft));
      const answering = fetch(request, { signal });
      // When the last byte leaves, `fetch` does not tell; holding back the shop for a whole request is worse.
      mail.afterEnd?.();
      const answer = await answering;
      return outcomeOfAnswer(answer.status, await answer.text());
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
    // The key and the mail go to the address that was configured, and to no other.
    redirect: "manual",
  });
}
