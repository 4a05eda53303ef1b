import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A mail that the sink took, as its recipient would see it. */
interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly parsed: ParsedMail;
}

/** Where the sink can be told to answer no. */
type AnswerPoint = "mail" | "rcpt" | "end";

/** A reply that is no. */
interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** A real mail server on loopback that keeps what it takes. */
export interface SmtpSink {
  readonly url: string;
  readonly mails: ReceivedMail[];
  /** How many connections there were. */
  readonly connections: () => number;
  /** From now on answers with this at that point; `null` takes it back. */
  answer(point: AnswerPoint, refusal: Refusal | null): void;
  /** Answers with this the next time only. */
  answerOnce(point: AnswerPoint, refusal: Refusal): void;
  /** Never answers when this recipient is named; settles when that has happened. */
  stallAt(recipient: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts a sink. `secure` speaks TLS from the first byte, with a certificate nobody trusts. */
export async function startSmtpSink({ secure = false } = {}): Promise<SmtpSink> {
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
  // A client that drops the connection in the middle is what some tests are about.
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
