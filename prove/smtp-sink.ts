import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type Journal, openJournal } from "./journal.ts";
import { readMessage } from "./read-message.ts";
import { createBehaviors, type SmtpBehaviors, type SmtpStage } from "./smtp-behavior.ts";

/** A mail server by hand, as no polite one lets itself be stopped at every stage. */
export interface SmtpSink {
  readonly port: number;
  readonly journal: Journal;
  readonly behaviors: SmtpBehaviors;
  close(): Promise<void>;
}

const END = "\r\n.\r\n";

/** Starts one on loopback that accepts everything except where its behaviors say otherwise. */
export async function startSmtpSink(journalPath: string): Promise<SmtpSink> {
  const journal = openJournal(journalPath);
  const behaviors = createBehaviors();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    void serveSession(socket, journal, behaviors);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port was bound");
  return {
    port: address.port,
    journal,
    behaviors,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

interface Session {
  readonly socket: Socket;
  readonly reader: Reader;
  readonly journal: Journal;
  readonly behaviors: SmtpBehaviors;
  from: string;
  /** Empty while no recipient is accepted. */
  to: string;
}

/** One client's session, from greeting to hang-up. */
async function serveSession(
  socket: Socket,
  journal: Journal,
  behaviors: SmtpBehaviors,
): Promise<void> {
  const session: Session = {
    socket,
    reader: openReader(socket),
    journal,
    behaviors,
    from: "",
    to: "",
  };
  if (!(await say(session, "greeting", "220 sink.test ESMTP"))) return;
  for (;;) {
    const line = await session.reader.line();
    if (line === null) return;
    await answer(session, line);
  }
}

async function answer(session: Session, line: string): Promise<void> {
  const { socket } = session;
  switch (line.slice(0, 4).toUpperCase().trim()) {
    case "EHLO":
    case "HELO":
      await say(session, "ehlo", "250 sink.test");
      break;
    case "MAIL":
      session.to = "";
      session.from = addressIn(line);
      await say(session, "mail", "250 2.1.0 Sender fine");
      break;
    case "RCPT":
      session.to = addressIn(line);
      if (!(await say(session, "rcpt", "250 2.1.5 Recipient fine"))) session.to = "";
      break;
    case "DATA":
      if (session.to === "") socket.write("503 5.5.1 No recipient\r\n");
      else if (await say(session, "data", "354 Go ahead")) await takeMessage(session);
      break;
    case "RSET":
      session.to = "";
      socket.write("250 2.0.0 Forgotten\r\n");
      break;
    case "QUIT":
      socket.end("221 2.0.0 Bye\r\n");
      break;
    default:
      socket.write("502 5.5.2 Not known here\r\n");
  }
}

/** Says it, or goes wrong as the behaviors require. @returns whether it was said */
async function say(session: Session, stage: SmtpStage, usual: string): Promise<boolean> {
  const { socket, behaviors, to } = session;
  const fault = behaviors.take(stage, to);
  if (fault === "reset") socket.resetAndDestroy();
  if (fault === "hang" || fault === "swallow") await closed(socket);
  if (typeof fault === "string") return false;
  if (fault !== null && "delayMs" in fault) await pause(fault.delayMs);
  const line = fault !== null && "reply" in fault ? fault.reply : usual;
  write(socket, line);
  return line === usual;
}

async function takeMessage({
  socket,
  reader,
  journal,
  behaviors,
  from,
  to,
}: Session): Promise<void> {
  const early = behaviors.take("body", to);
  if (early === "reset") await reader.something();
  if (early === "reset") socket.resetAndDestroy();
  if (early === "hang") socket.pause();
  if (early === "hang") await closed(socket);
  const raw = await reader.until(END);
  if (raw === null) return;
  const fault = behaviors.take("end", to);
  const isSilent = typeof fault === "string";
  const refusal = fault !== null && !isSilent && "reply" in fault ? fault.reply : null;
  const reply = isSilent ? null : (refusal ?? "250 2.0.0 Kept");
  const accepted = refusal === null && fault !== "hang" && fault !== "reset";
  // A dot at the beginning of a line travels doubled (RFC 5321, 4.5.2).
  const message = readMessage(raw.replaceAll("\r\n..", "\r\n."));
  journal.note({ at: Date.now(), ...message, from, to, accepted, reply });
  if (fault !== null && !isSilent && "delayMs" in fault) await pause(fault.delayMs);
  if (fault === "reset") socket.resetAndDestroy();
  if (reply === null || !socket.writable) return;
  write(socket, reply);
  journal.noteReplied(message.messageId);
}

function write(socket: Socket, line: string): void {
  if (socket.writable) socket.write(`${line}\r\n`);
  if (line.startsWith("421")) socket.end();
}

/** Not `once`: that rejects when the client resets the connection. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once("close", () => resolve());
  });
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1]?.toLowerCase() ?? "";
}

/** Reads a socket piece by piece; each gives `null` once it is closed. */
interface Reader {
  until(end: string): Promise<string | null>;
  line(): Promise<string | null>;
  /** Waits for any bytes, without taking them. */
  something(): Promise<void>;
}

function openReader(socket: Socket): Reader {
  let pending = "";
  let isClosed = false;
  let wake = () => {};
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    pending += text;
    wake();
  });
  for (const event of ["end", "close"]) {
    socket.on(event, () => {
      isClosed = true;
      wake();
    });
  }
  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });

  async function until(end: string): Promise<string | null> {
    for (;;) {
      const cut = pending.indexOf(end);
      if (cut >= 0) {
        const text = pending.slice(0, cut);
        pending = pending.slice(cut + end.length);
        return text;
      }
      if (isClosed) return null;
      await more();
    }
  }

  return {
    until,
    line: () => until("\r\n"),
    async something() {
      if (pending === "" && !isClosed) await more();
    },
  };
}
