import { afterEach, describe, expect, test } from "vitest";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { MailTransport, OutgoingMail, SendOutcome } from "../../src/mail/transport.ts";
import { type Fault, type FaultPoint, startFaultySmtp } from "../support/faulty-smtp.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

function keep<Part extends { close(): Promise<void> }>(part: Part): Part {
  open.push(part);
  return part;
}

/** A transport that waits longer than any test. */
function patientTransport(url: string, sendTimeoutMs = 60_000): MailTransport {
  return keep(
    createSmtpTransport({
      url,
      connectionTimeoutMs: 60_000,
      greetingTimeoutMs: 60_000,
      socketTimeoutMs: 60_000,
      sendTimeoutMs,
    }),
  );
}

function mail(changes: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    messageId: "<prompt-1@shop.test>",
    envelope: { from: "orders@shop.test", to: "ada@example.test" },
    from: "orders@shop.test",
    subject: "Order 1042",
    html: "",
    text: "Hello",
    headers: { "Message-ID": "<prompt-1@shop.test>" },
    raw: Buffer.from("Message-ID: <prompt-1@shop.test>\r\n\r\nHello\r\n"),
    ...changes,
  };
}

describe("a mail's own time limit", () => {
  test.each([
    ["greeting", "failed_before_end"],
    ["ehlo", "failed_before_end"],
    ["mail", "failed_before_end"],
    ["rcpt", "failed_before_end"],
    ["data", "failed_before_end"],
    ["end", "ambiguous"],
  ] as const satisfies [FaultPoint, string][])(
    "ends a send to a server that hangs at %s, and the connection with it",
    async (point, kind) => {
      const server = keep(await startFaultySmtp(point, "hang"));
      const outcome = await patientTransport(server.url).send(mail({ timeoutMs: 200 }));
      expect(outcome.kind).toBe(kind);
      await server.clientGone;
    },
  );

  test("ends the wait for an answer to the login", async () => {
    const server = keep(
      await startFaultySmtp("ehlo", { reply: "250-broken.test\r\n250 AUTH PLAIN" }, ["AUTH"]),
    );
    const url = server.url.replace("127.0.0.1", "user:secret@127.0.0.1");
    expect(await patientTransport(url).send(mail({ timeoutMs: 60 }))).toMatchObject({
      kind: "failed_before_end",
      isConnectionError: true,
    });
    await server.clientGone;
  });

  test("does not extend the transport's limit", async () => {
    const server = keep(await startFaultySmtp("greeting", "hang"));
    const outcome = await patientTransport(server.url, 60).send(mail({ timeoutMs: 60_000 }));
    expect(outcome.kind).toBe("failed_before_end");
  });

  test("sends nothing if it is used up already", async () => {
    const sink = keep(await startSmtpSink());
    const outcome = await patientTransport(sink.url).send(mail({ timeoutMs: 0 }));
    expect(outcome.kind).toBe("failed_before_end");
    expect(sink.mails).toHaveLength(0);
  });
});

describe("a send that hangs", () => {
  test("never blocks another one, on a kept connection or a new one", async () => {
    const sink = keep(await startSmtpSink());
    const transport = patientTransport(sink.url);
    await transport.send(mail());
    const stalled = sink.stallAt("slow@example.test");
    const hanging = transport.send(
      mail({ envelope: { from: "orders@shop.test", to: "slow@example.test" } }),
    );
    await stalled;

    expect(await Promise.all([transport.send(mail()), transport.send(mail())])).toMatchObject([
      { kind: "accepted" },
      { kind: "accepted" },
    ]);
    await sink.close();
    open.splice(open.indexOf(sink), 1);
    expect(await hanging).toMatchObject({ kind: "failed_before_end" });
  });
});

describe("a connection error says nothing about the destination", () => {
  const isConnectionErrorOf = (outcome: SendOutcome) =>
    "isConnectionError" in outcome ? outcome.isConnectionError : outcome.kind;

  test.each([
    ["greeting", "drop", true],
    ["greeting", "hang", true],
    ["greeting", { reply: "421 Too many connections" }, true],
    ["greeting", { reply: "554 5.7.1 Your host is blocked" }, true],
    ["ehlo", "drop", true],
    ["ehlo", { reply: "421 Shutting down" }, true],
    ["mail", { reply: "530 5.7.0 Log in first" }, true],
    ["mail", "drop", false],
    ["mail", { reply: "451 4.3.0 Local error" }, false],
    ["rcpt", "hang", false],
    ["rcpt", { reply: "450 4.2.0 Greylisted" }, false],
    ["rcpt", { reply: "550 5.1.1 No such user" }, false],
    ["data", "drop", false],
    ["end", { reply: "452 4.3.1 No space" }, false],
  ] as const satisfies [FaultPoint, Fault, boolean][])(
    "at %s, %j: %s",
    async (point, fault, is) => {
      const server = keep(await startFaultySmtp(point, fault));
      const timeoutMs = fault === "hang" ? 300 : 10_000;
      const outcome = await patientTransport(server.url).send(mail({ timeoutMs }));
      expect(isConnectionErrorOf(outcome)).toBe(is);
    },
  );

  test("is reported if no server listens, and if TLS fails", async () => {
    const sink = keep(await startSmtpSink());
    const untrusted = keep(await startSmtpSink({ secure: true }));
    for (const url of [
      "smtp://127.0.0.1:1",
      sink.url.replace("smtp:", "smtps:"),
      untrusted.url.replace(/\?.*/, ""),
    ]) {
      expect(await patientTransport(url).send(mail({ timeoutMs: 5_000 }))).toMatchObject({
        kind: "failed_before_end",
        isConnectionError: true,
      });
    }
  });

  test("is reported if the login is refused", async () => {
    const sink = keep(await startSmtpSink({ secure: true }));
    const url = sink.url.replace("127.0.0.1", "user:wrong@127.0.0.1");
    expect(await patientTransport(url).send(mail())).toMatchObject({
      kind: "rejected",
      permanent: false,
      isConnectionError: true,
    });
  });

  test("is not reported if the last look throws, or the transport is closed", async () => {
    const sink = keep(await startSmtpSink());
    const transport = patientTransport(sink.url);
    const beforeEnd = () => Promise.reject(new Error("the database is gone"));
    expect(isConnectionErrorOf(await transport.send(mail({ beforeEnd })))).toBe(false);
    await transport.close();
    expect(isConnectionErrorOf(await transport.send(mail()))).toBe(false);
  });
});
