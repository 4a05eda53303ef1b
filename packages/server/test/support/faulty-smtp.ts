import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setImmediate as nextRound } from "node:timers/promises";

/** The points in one mail session at which the server can fail; `body` is before the message's end marker. */
export type FaultPoint = "greeting" | "ehlo" | "mail" | "rcpt" | "data" | "body" | "end";

/** The injected fault: it answers this line, disconnects, stays silent, or stops reading. */
export type Fault = { readonly reply: string } | "drop" | "hang" | "stop_reading";

/** A mail server with an injected fault. It records each message whose end marker it has seen. */
interface FaultySmtp {
  readonly url: string;
  /** Messages that arrived with their end marker, regardless of the answer. */
  readonly ended: string[];
  /** Everything that clients sent, on all connections. */
  readonly heard: () => string;
  /** Resolves when a connection is closed, by either side. */
  readonly clientGone: Promise<void>;
  close(): Promise<void>;
}

const END = "\r\n.\r\n";
const USUAL: Readonly<Record<FaultPoint, string>> = {
  greeting: "220 failing.test ESMTP",
  ehlo: "250 failing.test",
  mail: "250 2.1.0 Sender fine",
  rcpt: "250 2.1.5 Recipient fine",
  data: "354 Go ahead",
  body: "",
  end: "250 2.0.0 Kept",
};

/** Waits until a client in this process has read that its connection was closed. */
export async function untilNoticed(): Promise<void> {
  for (const _ of [1, 2]) await nextRound();
}

/**
 * Starts a server on loopback that fails at `point`. It is written by hand, since no correct server can be made to
 * do these things.
 *
 * @param unanswered commands, by their first four letters, that it receives and never answers
 */
export async function startFaultySmtp(
  point: FaultPoint,
  fault: Fault,
  unanswered: readonly string[] = [],
): Promise<FaultySmtp> {
  const ended: string[] = [];
  const sockets = new Set<Socket>();
  const gone = Promise.withResolvers<void>();
  let heard = "";

  /** Sends the usual reply, or fails; returns whether the session continues. */
  const speak = (socket: Socket, at: FaultPoint): boolean => {
    if (at !== point) {
      if (USUAL[at] !== "") socket.write(`${USUAL[at]}\r\n`);
      return true;
    }
    if (fault === "drop") socket.destroy();
    else if (fault === "stop_reading") socket.pause();
    else if (fault !== "hang") socket.write(`${fault.reply}\r\n`);
    return typeof fault === "object";
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = "";
    let inBody = false;
    let isDead = !speak(socket, "greeting");
    const step = (at: FaultPoint) => {
      isDead = !speak(socket, at);
    };
    socket.on("error", () => {});
    socket.on("close", () => gone.resolve());
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (isDead) return;
      pending += chunk.toString("latin1");
      if (inBody) return readBody();
      for (let cut = pending.indexOf("\r\n"); cut >= 0 && !inBody; cut = pending.indexOf("\r\n")) {
        const verb = pending.slice(0, 4).toUpperCase();
        pending = pending.slice(cut + 2);
        if (unanswered.includes(verb)) continue;
        if (verb === "EHLO" || verb === "HELO") step("ehlo");
        else if (verb === "MAIL") step("mail");
        else if (verb === "RCPT") step("rcpt");
        else if (verb === "DATA") {
          step("data");
          inBody = point !== "data";
        } else socket.end("221 Bye\r\n");
      }
    });

    function readBody() {
      if (point === "body") return step("body");
      const end = pending.indexOf(END);
      if (end < 0) return;
      ended.push(pending.slice(0, end));
      pending = pending.slice(end + END.length);
      inBody = false;
      step("end");
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: `smtp://127.0.0.1:${port}`,
    ended,
    heard: () => heard,
    clientGone: gone.promise,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
