import { once } from "node:events";
import { connect } from "node:net";
import { z } from "zod";
import { orderId } from "../database/fill.ts";
import { API_KEY } from "../product/environment.ts";
import { answerParent } from "./answer-parent.ts";

/** Either streams to open, or a version to wait for. */
const Question = z.union([
  z.object({ port: z.number(), streams: z.number(), watchers: z.number() }),
  z.object({ version: z.number() }),
]);

// So many are being opened at once; more would only wait.
const OPENING = 64;
const PATIENCE_MS = 10_000;

/** When each watcher of order 1 had seen a version, by this process's clock since the epoch. */
const seen = new Map<number, number[]>();
let expected = 0;
let wake = () => {};

answerParent(Question, async (question) => {
  if ("version" in question) return { lastAt: await untilSeen(question.version) };
  const { port, streams, watchers } = question;
  expected = watchers;
  let opened = 0;
  await Promise.all(
    Array.from({ length: OPENING }, async () => {
      while (opened < streams) {
        opened += 1;
        const isWatcher = opened <= watchers;
        // The others watch an order each, as shoppers do.
        await open(port, isWatcher ? 1 : opened - watchers + 1, isWatcher);
      }
    }),
  );
  return { opened };
});

/** Returns when the stream's first event has come. */
async function open(port: number, order: number, isWatcher: boolean): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.setEncoding("latin1");
  socket.write(
    `GET /api/v1/checkout/orchestrations/${orderId(order)}/stream HTTP/1.1\r\n` +
      `host: 127.0.0.1\r\naccept: text/event-stream\r\nx-api-key: ${API_KEY}\r\n\r\n`,
  );
  let head = "";
  while (!head.includes("event: orchestration")) {
    const [chunk] = await once(socket, "data");
    head += String(chunk);
    if (!head.startsWith("HTTP/1.1 200")) throw new Error(head.slice(0, 500));
  }
  socket.on("error", (error) => {
    throw error;
  });
  socket.on("close", () => {
    throw new Error("A stream was closed");
  });
  if (isWatcher) socket.on("data", noteVersions);
  else socket.resume();
}

function noteVersions(text: unknown): void {
  const now = performance.timeOrigin + performance.now();
  for (const [, version] of String(text).matchAll(/^id: (\d+)/gm)) {
    const times = seen.get(Number(version)) ?? [];
    seen.set(Number(version), [...times, now]);
  }
  wake();
}

async function untilSeen(version: number): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const times = seen.get(version) ?? [];
    if (times.length >= expected) return Math.max(...times);
    if (performance.now() > deadline) {
      throw new Error(`${times.length} of ${expected} watchers saw version ${version}`);
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, 100);
    });
  }
}
