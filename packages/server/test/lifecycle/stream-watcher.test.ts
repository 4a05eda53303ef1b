import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createWatcher, type StreamUpdate } from "../../src/lifecycle/http/stream-watcher.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** An answer on a real connection, and the reader at its other end, which has not read yet. */
async function openAnswer(): Promise<{ answer: ServerResponse; reader: IncomingMessage }> {
  const begun = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, answer) => {
    answer.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    begun.resolve(answer);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const request = get({ host: "127.0.0.1", port });
  const [reader] = (await once(request, "response")) as [IncomingMessage];
  ends.push(() => {
    reader.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { answer: await begun.promise, reader: reader.pause() };
}

function update(version: number, bytes = 10): StreamUpdate {
  return { tag: String(version), version, event: Buffer.from(`<${version}>${"x".repeat(bytes)}`) };
}

/** Reads until this text arrives. */
async function readUntil(reader: IncomingMessage, end: string): Promise<string> {
  let read = "";
  for await (const chunk of reader) {
    read += String(chunk);
    if (read.includes(end)) return read;
  }
  throw new Error(`The stream ended without ${end}`);
}

test("states that are offered before the stream is open wait, and only the latest is sent", async () => {
  const { answer, reader } = await openAnswer();
  const watcher = createWatcher(answer, "");
  watcher.offer(update(1));
  watcher.offer(update(2));
  watcher.open();
  expect(await readUntil(reader, "<2>")).not.toContain("<1>");
});

test("a state that the reader already has, or an older one, is not sent", async () => {
  const { answer, reader } = await openAnswer();
  const watcher = createWatcher(answer, "3");
  watcher.open();
  for (const version of [3, 5, 4, 5, 6]) watcher.offer(update(version));
  const read = await readUntil(reader, "<6>");
  expect(read.match(/<\d>/g)).toEqual(["<5>", "<6>"]);
});

test("a reader that does not keep up costs bounded memory and gets the latest state in the end", async () => {
  const { answer, reader } = await openAnswer();
  const watcher = createWatcher(answer, "");
  watcher.open();
  for (let version = 1; version <= 400; version += 1) watcher.offer(update(version, 100_000));

  // The kernel's buffers are not ours; beyond them, we may hold 256 KiB and the event that exceeded it.
  expect(answer.writableLength).toBeLessThan(512 * 1024);
  const read = await readUntil(reader, "<400>");
  expect(read.match(/<\d+>/g)?.length).toBeLessThan(200);
});

test("a reader that stays behind is closed after a few heartbeats; one that reads gets heartbeats", async () => {
  const slow = await openAnswer();
  const behind = createWatcher(slow.answer, "");
  behind.open();
  for (let version = 1; version <= 400; version += 1) behind.offer(update(version, 100_000));
  for (let beats = 0; beats < 3; beats += 1) behind.beat();
  expect(slow.answer.destroyed).toBe(true);

  const quick = await openAnswer();
  const watcher = createWatcher(quick.answer, "");
  watcher.open();
  await expect.poll(() => quick.answer.writableLength).toBe(0);
  watcher.beat();
  expect(await readUntil(quick.reader, "still here")).toContain("retry: 2000");
});
