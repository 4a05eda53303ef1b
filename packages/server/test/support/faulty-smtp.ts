import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** The moments of one mail at which a server can go wrong; `body` is before the message's end. */
export type FaultPoint = "greeting" | "ehlo" | "mail" | "rcpt" | "data" | "body" | "end";

/** What it does there: answers this line, hangs up, says nothing more, or stops reading. */
export type Fault = { readonly reply: string } | "drop" | "hang" | "stop_reading";

/** A mail server that goes wrong as told; it notes each message whose end it has seen. */
interface FaultySmtp {
  readonly url: string;
  /** Messages that came with their end, whatever was answered. */
  readonly ended: string[];
  /** Everything it was sent, on all connections. */
  readonly heard: () => string;
  /** Settles when the client has closed its side. */
  readonly clientGone: Promise<void>;
  close(): Promise<void>;
}

const END = "\r\n.\r\n";
const USUAL: Readonly<Record<FaultPoint, string>> = {
  greeting: "220 faulty.test ESMTP",
  ehlo: "250 faulty.test",
  mail: "250 2.1.0 Sender fine",
  rcpt: "250 2.1.5 Recipient fine",
  data: "354 Go ahead",
  body: "",
  end: "250 2.0.0 Kept",
};

/**
 * Starts one on loopback that fails at `point`; by hand, as no polite server can be made to do these things.
 *
 * @param unanswered commands, by their first four letters, that it hears and never answers
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

  /** Says the usual, or fails; answers whether the session goes on. */
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
