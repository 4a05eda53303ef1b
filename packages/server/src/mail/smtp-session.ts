import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { setImmediate as yieldToLoop } from "node:timers/promises";
import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionOptions,
} from "nodemailer/lib/smtp-connection";
import { outcomeOfError } from "./smtp-outcome.ts";
import type { OutgoingMail, SendOutcome } from "./transport.ts";

/**
 * Connects and logs in.
 *
 * This does not use nodemailer's own pool. After an early refusal by the server, that pool resets the session in the
 * middle of the message and goes on reading it, so the end marker could still be written. Here such a session is
 * dropped.
 *
 * @param timeoutMs limits the whole call; nodemailer's own timeouts restart with each answer of the server
 */
export function openSession(
  options: SMTPConnectionOptions,
  auth: SMTPConnectionAuth | null,
  timeoutMs: number,
): Promise<SMTPConnection> {
  // Dropped at once, not half-closed: buffered bytes must no longer reach the server.
  const connection = new SMTPConnection({ ...options, socketCloseTimeout: 0 });
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
      connection.close();
    };
    const succeed = () => {
      clearTimeout(timer);
      resolve(connection);
    };
    const timer = setTimeout(
      () => fail(new Error(`No session with the mail server within ${Math.ceil(timeoutMs)} ms`)),
      timeoutMs,
    );
    // Stays for the session's life: an error on an idle session has no other listener and would be thrown.
    connection.on("error", fail);
    connection.once("end", () => fail(new Error("The mail server closed the connection")));
    connection.connect((error) => {
      if (error) return fail(error);
      if (auth === null || !connection.allowsAuth) return succeed();
      connection.login(auth, (refusal) => (refusal ? fail(refusal) : succeed()));
    });
  });
}

/**
 * Sends one mail over an open session. It calls `beforeEnd` when everything except the end marker is written.
 * Unless the outcome is `accepted`, or the server can not take such an address at all, the session is closed afterwards.
 *
 * @param timeoutMs limits the whole send, so that a server that answers byte by byte can't outlast the caller's lease
 */
export async function sendOver(
  connection: SMTPConnection,
  mail: OutgoingMail,
  timeoutMs: number,
): Promise<SendOutcome> {
  if (!isReachable(connection, mail.envelope.to)) {
    const verdict = { permanent: true, recipientRejected: false, isConnectionError: false };
    const response = "The mail server does not take addresses in every script (SMTPUTF8)";
    return { kind: "rejected", ...verdict, response };
  }
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  let isOver = false;
  let endReleased = false;
  let asking: Promise<unknown> = Promise.resolve();

  const finish = (outcome: SendOutcome) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    if (outcome.kind !== "accepted") connection.close();
    resolve(outcome);
  };
  const fail = (error: Error) =>
    finish(outcomeOfError(error, endReleased ? "end_released" : "before_end"));
  const timer = setTimeout(
    () => fail(new Error(`The mail was not sent within ${Math.ceil(timeoutMs)} ms`)),
    timeoutMs,
  );

  async function* messageThenEnd() {
    yield mail.raw;
    await flushed(connection);
    const asked = mail.beforeEnd === undefined ? Promise.resolve("go" as const) : mail.beforeEnd();
    asking = asked.catch(() => null);
    if ((await asked) === "stop") finish({ kind: "stopped" });
    // If the server has already hung up, we notice it now, while its meaning is still certain. A send that is over has
    // closed its connection, so it ends here too: the end marker is written only when the stream ends.
    await yieldToLoop();
    openSocket(connection);
    endReleased = true;
  }

  // A mark of 1 prevents reading ahead: the generator continues once the message has been taken.
  const body = Readable.from(messageThenEnd(), { objectMode: false, highWaterMark: 1 });
  // By now the socket has the end marker: anything written next leaves after it.
  body.once("end", () => void flushed(connection).then(mail.afterEnd, () => {}));
  const envelope = { ...mail.envelope, size: mail.raw.length };
  connection.send(envelope, body, (error, info) => {
    if (error || info === undefined) return fail(error ?? new Error("No answer to the mail"));
    if (!endReleased) return fail(new Error("The mail server accepted before the end marker"));
    finish({ kind: "accepted", response: info.response });
  });

  const outcome = await promise;
  // So that the caller gets the outcome only after its own marker is committed.
  await asking;
  return outcome;
}

/** RFC 6531: an address with other letters than ASCII must not be given to a server that does not announce them. */
function isReachable(connection: SMTPConnection, recipient: string): boolean {
  const announced: unknown = Reflect.get(connection, "_supportedExtensions");
  const isInternational = /\P{ASCII}/u.test(recipient);
  return !isInternational || (Array.isArray(announced) && announced.includes("SMTPUTF8"));
}

/** Resolves when all bytes written so far have left: an empty write is queued after those that wait. */
async function flushed(connection: SMTPConnection): Promise<void> {
  await yieldToLoop();
  const socket = openSocket(connection);
  if (socket.writableLength === 0) return;
  await new Promise<void>((resolve, reject) => {
    socket.write("", (error) => (error ? reject(error) : resolve()));
  });
  openSocket(connection);
}

function openSocket(connection: SMTPConnection): Socket {
  const socket = connection._socket || null;
  if (socket?.writable !== true || socket.readableEnded) {
    throw new Error("The mail server closed the connection");
  }
  return socket;
}
