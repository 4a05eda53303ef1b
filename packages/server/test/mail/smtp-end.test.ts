import { Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { OutgoingMail } from "../../src/mail/transport.ts";
import { type Fault, type FaultPoint, startFaultySmtp } from "../support/faulty-smtp.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Sends one mail of this size to a server that fails at this point, and returns what happened in which order. */
async function tellSend(
  point: FaultPoint,
  fault: Fault,
  { size = 100, answer = "go" as "go" | "stop" } = {},
) {
  const server = await startFaultySmtp(point, fault);
  const timeoutMs = 5_000;
  const transport = createSmtpTransport({
    url: server.url,
    connectionTimeoutMs: timeoutMs,
    greetingTimeoutMs: timeoutMs,
    socketTimeoutMs: timeoutMs,
    sendTimeoutMs: timeoutMs,
  });
  const order: string[] = [];
  const atEnd = Promise.withResolvers<void>();
  const write = Socket.prototype.write;
  vi.spyOn(Socket.prototype, "write").mockImplementation(function (
    this: Socket,
    ...args: Parameters<Socket["write"]>
  ) {
    if (String(args[0]).endsWith(".\r\n") && this.remotePort === portOf(server.url)) {
      order.push("dot");
    }
    return Reflect.apply(write, this, args);
  } as Socket["write"]);
  const sending = transport.send({
    ...mailOf(size),
    beforeEnd: async () => {
      order.push(answer);
      return answer;
    },
    afterEnd: () => {
      order.push("after the end");
      atEnd.resolve();
    },
  });
  const finish = async () => {
    await server.close();
    const outcome = await sending;
    await transport.close();
    return outcome;
  };
  return { order, atEnd: atEnd.promise, sending, finish };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function mailOf(size: number): OutgoingMail {
  const text = "x"
    .repeat(70)
    .concat("\r\n")
    .repeat(Math.ceil(size / 72));
  return {
    messageId: "<prompt-1@shop.test>",
    envelope: { from: "orders@shop.test", to: "ada@example.test" },
    from: "orders@shop.test",
    headers: {},
    subject: "Order 1042",
    html: "",
    text,
    raw: Buffer.from(`Message-ID: <prompt-1@shop.test>\r\n\r\n${text}`),
  };
}

test.each([100, 2_000_000])(
  "with %i bytes: `afterEnd` is called after the end marker and before the answer",
  async (size) => {
    const { order, atEnd, finish } = await tellSend("end", "hang", { size });
    await atEnd;

    expect(order).toEqual(["go", "dot", "after the end"]);
    expect(await finish()).toMatchObject({ kind: "ambiguous" });
  },
);

test("a stopped message has no end marker to wait for", async () => {
  const { order, sending, finish } = await tellSend("end", "hang", { answer: "stop" });
  await sending;
  await finish();
  expect(order).toEqual(["stop"]);
});

test("`afterEnd` is not called if the server is gone before the end marker", async () => {
  const { order, sending, finish } = await tellSend("data", "drop");
  await sending;
  await finish();
  expect(order).toEqual([]);
});
