import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionOptions,
} from "nodemailer/lib/smtp-connection";
import { outcomeOfError } from "./smtp-outcome.ts";
import type { OutgoingMail, SendOutcome } from "./transport.ts";

/**
 * Connects and logs in.
 *
 * nodemailer's own pool is not used: after a server's early "no" it resets the session in the middle of the
 * message and goes on reading it, so that the end could still be written. Here such a session is dropped.
 *
 * @param timeoutMs bounds all of it; nodemailer's own time-outs start anew with each answer of the server
 */
export function openSession(
  options: SMTPConnectionOptions,
  auth: SMTPConnectionAuth | null,
  timeoutMs: number,
): Promise<SMTPConnection> {
  // Dropped at once, not half-closed: what is still buffered must not reach the server any more.
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
    // Stays for the session's life: an error while it is idle has no other listener and would be thrown.
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
 * Sends one mail over an open session, asking `beforeEnd` when all but the end is written.
 * Unless the outcome is `accepted` the session is closed afterwards.
 *
 * @param timeoutMs bounds the whole send, so that a server that trickles can't outlive the caller's lease
 */
export async function sendOver(
  connection: SMTPConnection,
  mail: OutgoingMail,
  timeoutMs: number,
): Promise<SendOutcome> {
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
    // A hang-up that is already here is noticed now, while it is still certain what it means. A send that is
    // over has closed its connection, so it ends here too; only a stream that ends gets its dot.
    await nextTurn();
    openSocket(connection);
    endReleased = true;
  }

  // A mark of 1 keeps the stream from being read ahead: the generator goes on when the message was taken.
  const body = Readable.from(messageThenEnd(), { objectMode: false, highWaterMark: 1 });
  // By now the message's end was handed to the socket: what is written next leaves behind it.
  body.once("end", () => void flushed(connection).then(mail.afterEnd, () => {}));
  const envelope = { ...mail.envelope, size: mail.raw.length };
  connection.send(envelope, body, (error, info) => {
    if (error || info === undefined) return fail(error ?? new Error("No answer to the mail"));
    if (!endReleased) return fail(new Error("The mail server accepted before the message's end"));
    finish({ kind: "accepted", response: info.response });
  });

  const outcome = await promise;
  // So that the caller hears the outcome after its own marker is committed, never before.
  await asking;
  return outcome;
}

/** Settles when all that was written so far has left for the network: behind what waits, an empty write is queued. */
async function flushed(connection: SMTPConnection): Promise<void> {
  await nextTurn();
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
