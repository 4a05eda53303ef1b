import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A mail that the sink accepted, as its recipient would see it. */
interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly parsed: ParsedMail;
}

/** The commands that the sink can refuse. */
type AnswerPoint = "mail" | "rcpt" | "end";

/** A reply that refuses. */
interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** A real mail server on loopback that keeps the mail it accepts. */
export interface SmtpSink {
  readonly url: string;
  readonly mails: ReceivedMail[];
  /** How many connections there were. */
  readonly connections: () => number;
  /** From now on answers with this refusal at that point; `null` ends that. */
  answer(point: AnswerPoint, refusal: Refusal | null): void;
  /** Answers with this refusal only the next time. */
  answerOnce(point: AnswerPoint, refusal: Refusal): void;
  /** Never answers when this recipient is named. Resolves when that has happened. */
  stallAt(recipient: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a sink. `secure` uses TLS from the first byte, with a certificate that nobody trusts. `international` takes
 * addresses in every script (RFC 6531).
 */
export async function startSmtpSink({
  secure = false,
  international = true,
} = {}): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const refusals = new Map<AnswerPoint, Refusal & { readonly once: boolean }>();
  const stalls = new Map<string, () => void>();
  let connections = 0;

  const refusalAt = (point: AnswerPoint) => {
    const refusal = refusals.get(point);
    if (refusal === undefined) return null;
    if (refusal.once) refusals.delete(point);
    return Object.assign(new Error(refusal.text), { responseCode: refusal.code });
  };

  const server = new SMTPServer({
    secure,
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    hideSMTPUTF8: !international,
    // The strict mode does not know dots in a row inside quotes (RFC 5321, 4.1.2).
    lenientAddressParsing: true,
    closeTimeout: 100,
    onConnect(_session, callback) {
      connections += 1;
      callback();
    },
    onMailFrom: (_address, _session, callback) => callback(refusalAt("mail")),
    onRcptTo({ address }, _session, callback) {
      const stalled = stalls.get(address);
      if (stalled === undefined) callback(refusalAt("rcpt"));
      else stalled();
    },
    onData(stream, session, callback) {
      const { mailFrom, rcptTo } = session.envelope;
      const take = async () => {
        const raw = await buffer(stream);
        const refusal = refusalAt("end");
        if (refusal !== null) return refusal;
        const from = mailFrom === false ? "" : mailFrom.address;
        const to = rcptTo.map((recipient) => recipient.address);
        mails.push({ from, to, raw, parsed: await simpleParser(raw) });
        return null;
      };
      take().then(callback, callback);
    },
  });
  // Some tests drop the connection in the middle on purpose.
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;

  return {
    url: secure
      ? `smtps://127.0.0.1:${port}?tls.rejectUnauthorized=false`
      : `smtp://127.0.0.1:${port}`,
    mails,
    connections: () => connections,
    answer(point, refusal) {
      if (refusal === null) refusals.delete(point);
      else refusals.set(point, { ...refusal, once: false });
    },
    answerOnce: (point, refusal) => void refusals.set(point, { ...refusal, once: true }),
    stallAt: (recipient) => new Promise((resolve) => stalls.set(recipient, resolve)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
