import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { composeRecoveryMail } from "../../src/delivery/mail/compose-recovery-mail.ts";
import { createMailboxTransport } from "../../src/mail/mailbox-transport.ts";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { OutgoingMail } from "../../src/mail/transport.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";

const CONTENT = {
  subject: "Die Zahlung für Bestellung 1042 ist noch offen",
  html: "<!DOCTYPE html><html lang='de'><body>Grüße, ✓</body></html>",
  text: "Grüße, ✓\n.\nEine Zeile nach dem Punkt\n",
};
const ADDRESSING = {
  messageId: "<prompt.7f3a@shop.test>",
  from: "Hearth & Oak <orders@shop.test>",
  to: "ada@example.test",
  date: new Date("2026-03-06T09:00:00Z"),
  unsubscribeUrl: `https://shop.test/unsubscribe/${"t".repeat(400)}`,
};

function header(mail: OutgoingMail, name: string): string | undefined {
  const lines = mail.raw
    .toString()
    .split("\r\n\r\n")[0]
    ?.replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  return lines?.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
}

describe("a composed mail", () => {
  test("has both bodies, with the text first, so that mail clients prefer the HTML", async () => {
    const mail = await composeRecoveryMail(CONTENT, ADDRESSING);
    const parsed = await simpleParser(mail.raw);
    expect(parsed.text).toBe(CONTENT.text);
    expect(parsed.html).toBe(CONTENT.html);
    expect(parsed.subject).toBe(CONTENT.subject);
    expect(header(mail, "Content-Type")).toContain("multipart/alternative");
    expect(mail.raw.indexOf("text/plain")).toBeLessThan(mail.raw.indexOf("text/html"));
  });

  test("keeps its Message-ID, its date, and its sender's name", async () => {
    const mail = await composeRecoveryMail(CONTENT, ADDRESSING);
    expect(header(mail, "Message-ID")).toBe("<prompt.7f3a@shop.test>");
    expect(header(mail, "Date")).toBe("Fri, 06 Mar 2026 09:00:00 +0000");
    expect(header(mail, "From")).toBe('"Hearth & Oak" <orders@shop.test>');
    expect(mail.envelope).toEqual({ from: "orders@shop.test", to: "ada@example.test" });
  });

  test("can be unsubscribed from with one click (RFC 8058), and is marked as automatic", async () => {
    const mail = await composeRecoveryMail(CONTENT, ADDRESSING);
    expect(header(mail, "List-Unsubscribe")).toBe(`<${ADDRESSING.unsubscribeUrl}>`);
    expect(header(mail, "List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click");
    expect(header(mail, "Auto-Submitted")).toBe("auto-generated");
  });

  test("gives the headers to a transport that builds the message from its parts", async () => {
    const mail = await composeRecoveryMail(CONTENT, ADDRESSING);
    expect(mail.from).toBe("Hearth & Oak <orders@shop.test>");
    expect(Object.keys(mail.headers)).toEqual([
      "Message-ID",
      "List-Unsubscribe",
      "List-Unsubscribe-Post",
      "Auto-Submitted",
    ]);
    for (const [name, value] of Object.entries(mail.headers))
      expect(header(mail, name)).toBe(value);
  });

  test("has lines that every server accepts: CRLF, ASCII, at most 998 long", async () => {
    const { raw } = await composeRecoveryMail(CONTENT, ADDRESSING);
    expect(raw.every((byte) => byte < 128)).toBe(true);
    expect(raw.toString("latin1").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    for (const line of raw.toString().split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
  });

  test("gets no extra header from its subject or its address", async () => {
    const subject = "Order\r\nBcc: all@shop.test\r\n\r\nbody";
    const mail = await composeRecoveryMail({ ...CONTENT, subject }, ADDRESSING);
    expect(header(mail, "Bcc")).toBeUndefined();
    expect(mail.envelope.to).toBe("ada@example.test");
  });

  test.each([
    ["two addresses", { to: "ada@example.test, eve@example.test" }],
    ["a header in the address", { to: "ada@example.test>\r\nBcc: <eve@example.test" }],
    ["no address", { to: "" }],
    ["a Message-ID with a line break", { messageId: "<a@b>\r\nBcc: eve@example.test" }],
    ["an unsubscribe link that is not a web address", { unsubscribeUrl: "javascript:alert(1)" }],
  ])("is never built from %s", async (_what, changes) => {
    await expect(composeRecoveryMail(CONTENT, { ...ADDRESSING, ...changes })).rejects.toThrow();
  });

  test("arrives as it was composed", async () => {
    const sink = await startSmtpSink();
    const transport = createSmtpTransport({
      url: sink.url,
      connectionTimeoutMs: 5_000,
      greetingTimeoutMs: 5_000,
      socketTimeoutMs: 5_000,
      sendTimeoutMs: 10_000,
    });
    const mail = await composeRecoveryMail(CONTENT, ADDRESSING);
    expect(await transport.send(mail)).toMatchObject({ kind: "accepted" });
    await transport.close();
    await sink.close();
    expect(sink.mails[0]?.raw.toString()).toBe(mail.raw.toString());
    expect(sink.mails[0]?.parsed.messageId).toBe("<prompt.7f3a@shop.test>");
    expect(sink.mails[0]?.parsed.text).toBe(CONTENT.text);
  });
});

describe("the development mailbox", () => {
  test("stores the whole mail after the last look", async () => {
    const order: string[] = [];
    const transport = createMailboxTransport(async ({ messageId }) => {
      order.push(messageId);
    });
    const mail = await composeRecoveryMail(CONTENT, ADDRESSING);
    const beforeEnd = async () => {
      order.push("last look");
      return "go" as const;
    };
    expect(await transport.send({ ...mail, beforeEnd })).toMatchObject({ kind: "accepted" });
    expect(order).toEqual(["last look", "<prompt.7f3a@shop.test>"]);
  });

  test("stores nothing when the last look says stop", async () => {
    const kept: OutgoingMail[] = [];
    const transport = createMailboxTransport(async (mail) => void kept.push(mail));
    const mail = await composeRecoveryMail(CONTENT, ADDRESSING);
    expect(await transport.send({ ...mail, beforeEnd: async () => "stop" })).toEqual({
      kind: "stopped",
    });
    expect(kept).toEqual([]);
  });

  test("reports an attempt that is safe to repeat when it can't store the mail", async () => {
    const transport = createMailboxTransport(async () => {
      throw new Error("disk full");
    });
    expect(await transport.send(await composeRecoveryMail(CONTENT, ADDRESSING))).toMatchObject({
      kind: "failed_before_end",
      error: { message: "disk full" },
    });
  });
});
