import { parseConnectionUrl } from "nodemailer/lib/shared";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { failedBeforeEnd } from "./failed-before-end.ts";
import { outcomeOfError } from "./smtp-outcome.ts";
import { openSession, sendOver } from "./smtp-session.ts";
import type { MailTransport, OutgoingMail, SendOutcome } from "./transport.ts";

/** How to reach the mail server. Each timeout is in milliseconds and must be shorter than the caller's lease. */
export interface SmtpTransportOptions {
  /** `smtp://` or `smtps://`, with user and password if needed; `?requireTLS=true` requires STARTTLS. */
  readonly url: string;
  /** From the DNS lookup until the connection is open. */
  readonly connectionTimeoutMs: number;
  /** From then until the server's first line. */
  readonly greetingTimeoutMs: number;
  /** The longest silence on an open connection. */
  readonly socketTimeoutMs: number;
  /** One whole send, including connecting, because the silences of a slow server add up. */
  readonly sendTimeoutMs: number;
}

/** Servers that limit mails per connection allow at least this many. */
const MAX_MAILS_PER_SESSION = 100;

/** Long enough for the next mail of the same batch, short enough that few servers hang up first. */
const IDLE_MS = 5_000;

/** RFC 5321: the server is about to hang up, whatever the command. */
const SERVICE_CLOSING = /^421[ -]/;

interface Session {
  readonly connection: SMTPConnection;
  mails: number;
  idleTimer: NodeJS.Timeout | null;
}

/**
 * A transport to one mail server that keeps sessions for the next mail. It opens as many sessions as there are sends
 * at once; the caller's concurrency is the limit.
 */
export function createSmtpTransport(options: SmtpTransportOptions): MailTransport {
  const { auth, ...fromUrl } = parseConnectionUrl(options.url);
  const settings = {
    ...fromUrl,
    connectionTimeout: options.connectionTimeoutMs,
    greetingTimeout: options.greetingTimeoutMs,
    socketTimeout: options.socketTimeoutMs,
    dnsTimeout: options.connectionTimeoutMs,
  };
  const idle = new Set<Session>();
  const underWay = new Set<Promise<SendOutcome>>();
  let isClosed = false;

  async function open(timeoutMs: number): Promise<Session> {
    const connection = await openSession(settings, auth ?? null, timeoutMs);
    const session: Session = { connection, mails: 0, idleTimer: null };
    connection.once("end", () => takeOut(session));
    return session;
  }

  function takeOut(session: Session): void {
    idle.delete(session);
    if (session.idleTimer !== null) clearTimeout(session.idleTimer);
  }

  function keepOrQuit(session: Session): void {
    if (session.connection.destroyed) return;
    if (isClosed || session.mails >= MAX_MAILS_PER_SESSION) {
      session.connection.quit();
      return;
    }
    idle.add(session);
    session.idleTimer = setTimeout(() => quit(session), IDLE_MS).unref();
  }

  function quit(session: Session): void {
    takeOut(session);
    session.connection.quit();
  }

  async function sendOn(session: Session, mail: OutgoingMail, deadline: number) {
    session.mails += 1;
    const outcome = await sendOver(session.connection, mail, timeUntil(deadline));
    keepOrQuit(session);
    return outcome;
  }

  async function send(mail: OutgoingMail): Promise<SendOutcome> {
    const deadline =
      performance.now() + Math.min(options.sendTimeoutMs, mail.timeoutMs ?? options.sendTimeoutMs);
    const [kept] = idle;
    if (kept !== undefined) {
      takeOut(kept);
      let wasAsked = false;
      const beforeEnd = async () => {
        wasAsked = true;
        return (await mail.beforeEnd?.()) ?? "go";
      };
      const outcome = await sendOn(kept, { ...mail, beforeEnd }, deadline);
      if (wasAsked || !isHungUp(outcome)) return outcome;
    }
    let opened: Session;
    try {
      opened = await open(timeUntil(deadline));
    } catch (cause) {
      return outcomeOfError(
        cause instanceof Error ? cause : new Error(String(cause), { cause }),
        "opening",
      );
    }
    return sendOn(opened, mail, deadline);
  }

  return {
    kind: "smtp",
    isIdempotent: false,
    async send(mail) {
      if (isClosed) return failedBeforeEnd(new Error("The mail transport is closed"), false);
      const sending = send(mail);
      underWay.add(sending);
      return sending.finally(() => underWay.delete(sending));
    },
    async verify() {
      keepOrQuit(await open(options.sendTimeoutMs));
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
      const ends = [...idle].map(
        ({ connection }) => new Promise((resolve) => connection.once("end", resolve)),
      );
      for (const session of idle) quit(session);
      await Promise.all(ends);
    },
  };
}

function timeUntil(deadline: number): number {
  return Math.max(0, deadline - performance.now());
}

/** The server had closed an idle session in the meantime, which says nothing about the mail. */
function isHungUp(outcome: SendOutcome): boolean {
  if (outcome.kind === "rejected") return SERVICE_CLOSING.test(outcome.response);
  if (outcome.kind !== "failed_before_end" || !("code" in outcome.error)) return false;
  return outcome.error.code === "ECONNECTION" || outcome.error.code === "ESOCKET";
}
