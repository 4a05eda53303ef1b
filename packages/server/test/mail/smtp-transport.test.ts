import { afterEach, describe, expect, test } from "vitest";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { MailTransport, OutgoingMail } from "../../src/mail/transport.ts";
import {
  type Fault,
  type FaultPoint,
  startFaultySmtp,
  untilNoticed,
} from "../support/faulty-smtp.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

function keep<Part extends { close(): Promise<void> }>(part: Part): Part {
  open.push(part);
  return part;
}

function transportTo(url: string, timeoutMs = 5_000): MailTransport {
  return keep(
    createSmtpTransport({
      url,
      connectionTimeoutMs: timeoutMs,
      greetingTimeoutMs: timeoutMs,
      socketTimeoutMs: timeoutMs,
      sendTimeoutMs: timeoutMs * 4,
    }),
  );
}

function mail(changes: Partial<OutgoingMail> = {}): OutgoingMail {
  const text = "Hello,\r\n.\r\n..a line with dots\r\nlast line without an end";
  return {
    messageId: "<prompt-1@shop.test>",
    envelope: { from: "orders@shop.test", to: "ada@example.test" },
    from: "orders@shop.test",
    headers: { "Message-ID": "<prompt-1@shop.test>" },
    subject: "Order 1042",
    html: "",
    text,
    raw: Buffer.from(`Message-ID: <prompt-1@shop.test>\r\nSubject: Order 1042\r\n\r\n${text}`),
    ...changes,
  };
}

describe("a mail server that works", () => {
  test("gets the whole mail, including its dots", async () => {
    const sink = keep(await startSmtpSink());
    const outcome = await transportTo(sink.url).send(mail());
    expect(outcome).toMatchObject({ kind: "accepted", response: expect.stringContaining("250") });
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]).toMatchObject({ from: "orders@shop.test", to: ["ada@example.test"] });
    expect(sink.mails[0]?.raw.toString()).toContain("\r\n.\r\n..a line with dots\r\n");
  });

  test("gets it over TLS too, and the end marker still waits for the last look", async () => {
    const sink = keep(await startSmtpSink({ secure: true }));
    const transport = transportTo(sink.url);
    const stopped = await transport.send(mail({ beforeEnd: async () => "stop" }));
    expect(stopped).toEqual({ kind: "stopped" });
    expect(await transport.send(mail({ beforeEnd: async () => "go" }))).toMatchObject({
      kind: "accepted",
    });
    expect(sink.mails).toHaveLength(1);
  });

  test("is kept on one connection for the next mail", async () => {
    const sink = keep(await startSmtpSink());
    const transport = transportTo(sink.url);
    for (const _ of [1, 2, 3]) await transport.send(mail());
    expect(sink.mails).toHaveLength(3);
    expect(sink.connections()).toBe(1);
  });

  test("that hung up on a kept connection costs no attempt", async () => {
    const sink = keep(await startSmtpSink());
    const transport = transportTo(sink.url);
    await transport.send(mail());
    sink.answerOnce("mail", { code: 421, text: "Idle for too long" });
    expect(await transport.send(mail())).toMatchObject({ kind: "accepted" });
    expect(sink.mails).toHaveLength(2);
    expect(sink.connections()).toBe(2);
  });

  test("passes verify; one that is not there doesn't", async () => {
    const sink = keep(await startSmtpSink());
    await expect(transportTo(sink.url).verify?.()).resolves.toBeUndefined();
    await expect(transportTo("smtp://127.0.0.1:1").verify?.()).rejects.toThrow("ECONNREFUSED");
  });

  test("gets nothing from a closed transport", async () => {
    const sink = keep(await startSmtpSink());
    const transport = transportTo(sink.url);
    await transport.close();
    expect(await transport.send(mail())).toMatchObject({ kind: "failed_before_end" });
    expect(sink.connections()).toBe(0);
  });
});

describe("before the end marker", () => {
  test("the server has everything except the end marker when the last look is taken", async () => {
    const server = keep(await startFaultySmtp("greeting", { reply: "220 ready" }));
    const raw = Buffer.concat([mail().raw, Buffer.alloc(3_000_000, "0123456789abcdef\r\n")]);
    const outcome = await transportTo(server.url).send(
      mail({
        raw,
        beforeEnd: async () => {
          await expect.poll(() => server.heard().length).toBeGreaterThanOrEqual(raw.length);
          expect(server.ended).toHaveLength(0);
          return "go";
        },
      }),
    );
    expect(outcome).toMatchObject({ kind: "accepted" });
    expect(server.ended).toHaveLength(1);
  });

  test("a stop means that the server never accepts", async () => {
    const sink = keep(await startSmtpSink());
    const transport = transportTo(sink.url);
    expect(await transport.send(mail({ beforeEnd: async () => "stop" }))).toEqual({
      kind: "stopped",
    });
    expect(await transport.send(mail({ messageId: "<next@shop.test>" }))).toMatchObject({
      kind: "accepted",
    });
    expect(sink.mails).toHaveLength(1);
  });

  test("a stop puts no end marker on the wire", async () => {
    const server = keep(await startFaultySmtp("greeting", { reply: "220 ready" }));
    await transportTo(server.url).send(mail({ beforeEnd: async () => "stop" }));
    await server.clientGone;
    expect(server.heard()).toContain("last line without an end");
    expect(server.heard().endsWith("last line without an end")).toBe(true);
  });

  test("a last look that throws is a failure before the end marker", async () => {
    const sink = keep(await startSmtpSink());
    const outcome = await transportTo(sink.url).send(
      mail({
        beforeEnd: async () => {
          throw new Error("the database is gone");
        },
      }),
    );
    expect(outcome).toMatchObject({
      kind: "failed_before_end",
      error: { message: "the database is gone" },
    });
    expect(sink.mails).toHaveLength(0);
  });

  test("a server that hangs up during the last look gets no end marker, and the send waits for the look", async () => {
    const server = keep(await startFaultySmtp("body", "hang"));
    const order: string[] = [];
    const outcome = await transportTo(server.url).send(
      mail({
        beforeEnd: async () => {
          await server.close();
          await server.clientGone;
          await untilNoticed();
          order.push("marker committed");
          return "go";
        },
      }),
    );
    order.push("outcome");
    expect(outcome.kind).toBe("failed_before_end");
    expect(order).toEqual(["marker committed", "outcome"]);
    expect(server.ended).toHaveLength(0);
    open.splice(open.indexOf(server), 1);
  });

  test("a refusal in the middle of the message counts, and the server gets no end marker", async () => {
    const server = keep(await startFaultySmtp("body", { reply: "552 5.3.4 Too large" }));
    const looks: string[] = [];
    const outcome = await transportTo(server.url).send(
      mail({
        beforeEnd: async () => {
          looks.push("look");
          await server.clientGone;
          return "go";
        },
      }),
    );
    expect(outcome).toMatchObject({ kind: "rejected", permanent: true, recipientRejected: false });
    expect(looks.length).toBeLessThan(2);
    expect(server.heard()).not.toContain("\r\n.\r\n.\r\n");
    expect(server.heard().endsWith("last line without an end")).toBe(true);
  });

  test("an acceptance in the middle of the message does not count", async () => {
    const server = keep(await startFaultySmtp("body", { reply: "250 Kept" }));
    const beforeEnd = async () => {
      await server.clientGone;
      return "go" as const;
    };
    expect(await transportTo(server.url).send(mail({ beforeEnd }))).toMatchObject({
      kind: "failed_before_end",
    });
  });
});

describe("a server that breaks off", () => {
  test.each([
    ["greeting", "failed_before_end"],
    ["ehlo", "failed_before_end"],
    ["mail", "failed_before_end"],
    ["rcpt", "failed_before_end"],
    ["data", "failed_before_end"],
    ["end", "ambiguous"],
  ] as const satisfies [FaultPoint, string][])("at %s: %s", async (point, kind) => {
    const server = keep(await startFaultySmtp(point, "drop"));
    expect((await transportTo(server.url).send(mail())).kind).toBe(kind);
    expect(server.ended).toHaveLength(point === "end" ? 1 : 0);
  });

  test("in the middle of the message: failed_before_end", async () => {
    const server = keep(await startFaultySmtp("body", "drop"));
    const beforeEnd = async () => {
      await server.clientGone;
      await untilNoticed();
      return "go" as const;
    };
    expect(await transportTo(server.url).send(mail({ beforeEnd }))).toMatchObject({
      kind: "failed_before_end",
    });
    expect(server.ended).toHaveLength(0);
  });

  test("that can't be reached at all: failed_before_end", async () => {
    const outcome = await transportTo("smtp://127.0.0.1:1").send(mail());
    expect(outcome).toMatchObject({ kind: "failed_before_end" });
  });
});

describe("a server that falls silent ends by timeout", () => {
  test.each([
    ["greeting", "hang", "failed_before_end"],
    ["ehlo", "hang", "failed_before_end"],
    ["mail", "hang", "failed_before_end"],
    ["rcpt", "hang", "failed_before_end"],
    ["data", "hang", "failed_before_end"],
    ["end", "hang", "ambiguous"],
  ] as const satisfies [FaultPoint, Fault, string][])("at %s", async (point, fault, kind) => {
    const server = keep(await startFaultySmtp(point, fault));
    expect((await transportTo(server.url, 60).send(mail())).kind).toBe(kind);
  });

  test.each([
    ["mail", "failed_before_end"],
    ["end", "ambiguous"],
  ] as const)(
    "of the whole send, however long the other timeouts are, at %s",
    async (point, kind) => {
      const server = keep(await startFaultySmtp(point, "hang"));
      const transport = keep(
        createSmtpTransport({
          url: server.url,
          connectionTimeoutMs: 60_000,
          greetingTimeoutMs: 60_000,
          socketTimeoutMs: 60_000,
          sendTimeoutMs: 80,
        }),
      );
      expect(await transport.send(mail())).toMatchObject({
        kind,
        error: { message: expect.stringContaining("was not sent within") },
      });
    },
  );

  test("without the last look, when it stops reading the message", async () => {
    const server = keep(await startFaultySmtp("body", "stop_reading"));
    const looks: string[] = [];
    const outcome = await transportTo(server.url, 200).send(
      mail({
        raw: Buffer.alloc(32_000_000, "0123456789abcdef\r\n"),
        beforeEnd: async () => {
          looks.push("look");
          return "go";
        },
      }),
    );
    expect(outcome.kind).toBe("failed_before_end");
    expect(looks).toEqual([]);
  });
});

describe("a server's refusal", () => {
  const temporary = { permanent: false, recipientRejected: false };
  const dead = { permanent: true, recipientRejected: false };
  const noSuchAddress = { permanent: true, recipientRejected: true };

  test.each([
    ["greeting", "421 Too many connections", temporary],
    ["greeting", "554 5.7.1 Your host is blocked", temporary],
    ["ehlo", "421 Shutting down", temporary],
    ["ehlo", "550 Who are you", temporary],
    ["mail", "421 Shutting down", temporary],
    ["mail", "450 4.7.1 Try later", temporary],
    ["mail", "451 4.3.0 Local error", temporary],
    ["mail", "452 4.3.1 No space", temporary],
    ["mail", "530 5.7.0 Log in first", temporary],
    ["ehlo", "550 5.1.2 Host unknown", temporary],
    ["mail", "550 5.1.0 <orders@shop.test> sender rejected", dead],
    ["mail", "553 5.1.2 bad sender", dead],
    ["mail", "550 5.1.1 No such user", dead],
    ["mail", "550 5.1.8 Sender's domain unknown", dead],
    ["mail", "552 5.3.4 Too large", dead],
    ["rcpt", "421 Shutting down", temporary],
    ["rcpt", "450 4.2.0 Greylisted", temporary],
    ["rcpt", "451 Local error", temporary],
    ["rcpt", "452 4.2.2 Mailbox full", temporary],
    ["rcpt", "550 No such user", noSuchAddress],
    ["rcpt", "550 5.1.1 No such user", noSuchAddress],
    ["rcpt", "554 5.1.2 No such domain", noSuchAddress],
    ["rcpt", "550 5.2.1 This mailbox is disabled", noSuchAddress],
    ["rcpt", "550 5.1.0 <ada@example.test>: Recipient address rejected", noSuchAddress],
    ["rcpt", "550 5.1.0 <orders@shop.test>: Sender address rejected: User unknown", dead],
    ["rcpt", "550 5.1.90 You have reached your daily limit for message recipients", dead],
    ["rcpt", "550 Relaying denied", dead],
    ["rcpt", "550 5.7.1 We don't like the sender", dead],
    ["rcpt", "550 5.1.7 Bad sender", dead],
    ["rcpt", "552 5.2.2 Mailbox full", dead],
    ["data", "421 Shutting down", temporary],
    ["data", "450 4.7.1 Try later", temporary],
    ["data", "451 4.3.0 Local error", temporary],
    ["data", "452 4.3.1 No space", temporary],
    ["data", "550 5.7.1 Not here", dead],
    ["data", "552 Too large", dead],
    ["end", "421 Shutting down", temporary],
    ["end", "450 4.7.1 Try later", temporary],
    ["end", "451 4.3.0 Local error", temporary],
    ["end", "452 4.3.1 No space", temporary],
    ["end", "550 5.7.1 Looks like spam", dead],
    ["end", "550 5.1.1 No such user", noSuchAddress],
    ["end", "550 5.1.0 Refused", dead],
    ["end", "550 Refused", dead],
    ["end", "552 5.2.2 Mailbox full", dead],
  ] as const satisfies [FaultPoint, string, typeof temporary][])(
    "at %s, %s",
    async (point, reply, verdict) => {
      const server = keep(await startFaultySmtp(point, { reply }));
      const outcome = await transportTo(server.url).send(mail());
      expect(outcome).toMatchObject({ kind: "rejected", ...verdict });
      expect(outcome.kind === "rejected" && outcome.response).toContain(reply);
    },
  );

  test.each([
    ["mail", 451, temporary],
    ["rcpt", 550, noSuchAddress],
    ["end", 554, dead],
  ] as const)("of pipelined commands, at %s", async (point, code, verdict) => {
    const sink = keep(await startSmtpSink());
    sink.answer(point, { code, text: "No" });
    expect(await transportTo(sink.url).send(mail())).toMatchObject({
      kind: "rejected",
      ...verdict,
    });
    expect(sink.mails).toHaveLength(0);
  });

  test("of a wrong password does not make the mail dead", async () => {
    const sink = keep(await startSmtpSink({ secure: true }));
    const url = sink.url.replace("127.0.0.1", "user:wrong@127.0.0.1");
    expect(await transportTo(url).send(mail())).toMatchObject({
      kind: "rejected",
      permanent: false,
    });
  });
});
