import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { z } from "zod";
import { answerParent } from "./answer-parent.ts";

// The cheapest mail server that a client believes: it looks for the ends of commands and messages, no more.

const END = Buffer.from("\r\n.\r\n");
const NOTHING = Buffer.alloc(0);

/** What was taken since the last time it was forgotten. */
const taken = { count: 0, bytes: 0, firstAt: 0, lastAt: 0, sample: "" };

const server = createServer({ noDelay: true }, serve);
server.listen(0, "127.0.0.1");
await once(server, "listening");

answerParent(z.object({ request: z.enum(["port", "taken", "forget"]) }), async ({ request }) => {
  if (request === "forget") Object.assign(taken, { count: 0, bytes: 0, firstAt: 0, lastAt: 0 });
  const address = server.address();
  return { ...taken, port: typeof address === "object" && address !== null ? address.port : 0 };
});

function serve(socket: Socket): void {
  let pending: Buffer = NOTHING;
  let isInMessage = false;
  socket.on("error", () => {});
  socket.write("220 sink.test ESMTP\r\n");
  socket.on("data", (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const end = isInMessage ? pending.indexOf(END) : pending.indexOf("\r\n");
      if (end < 0) return;
      const piece = pending.subarray(0, end);
      pending = pending.subarray(end + (isInMessage ? END.length : 2));
      if (isInMessage) take(piece);
      isInMessage = !isInMessage && isData(piece);
      socket.write(isInMessage ? "354 Go ahead\r\n" : answerTo(piece));
    }
  });
}

function isData(line: Buffer): boolean {
  return line.length === 4 && line.toString("latin1").toUpperCase() === "DATA";
}

function answerTo(line: Buffer): string {
  return line.length === 4 && line.toString("latin1").toUpperCase() === "QUIT"
    ? "221 2.0.0 Bye\r\n"
    : "250 2.0.0 Fine\r\n";
}

function take(message: Buffer): void {
  const now = performance.now();
  if (taken.count === 0) taken.firstAt = now;
  if (taken.count === 0) taken.sample = message.toString("latin1");
  taken.count += 1;
  taken.bytes += message.length;
  taken.lastAt = now;
}
