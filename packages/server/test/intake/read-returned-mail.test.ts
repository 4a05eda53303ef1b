import { describe, expect, test } from "vitest";
import { readReturnedMail } from "../../src/intake/read-returned-mail.ts";
import { complaintReport, deliveryReport } from "../support/returned-mails.ts";

const bounced = (address: string, ...messageIds: readonly string[]) => ({
  kind: "returned",
  news: "bounced",
  addresses: [address],
  messageIds,
});

describe("a delivery status notification", () => {
  test.each(["message/rfc822", "text/rfc822-headers", "message/global-headers"])(
    "says who has no mailbox, and which mail came back as %s",
    async (returns) => {
      const raw = deliveryReport([{}], { messageId: "<a1@shop.example>", returns });
      expect(await readReturnedMail(raw)).toEqual(bounced("ada@example.com", "<a1@shop.example>"));
    },
  );

  test("names the recipient as they were written to, if it says so", async () => {
    const forwarded = {
      finalRecipient: "rfc822;ada@elsewhere.example",
      originalRecipient: "RFC822; <Ada@Example.com>",
    };
    expect(await readReturnedMail(deliveryReport([forwarded]))).toEqual(bounced("ada@example.com"));
  });

  test("may have lines that are folded, and comments", async () => {
    const recipient = {
      finalRecipient: "rfc822;\r\n    ada@example.com",
      status: "5.0.0 (permanent failure)",
      diagnostic: "smtp;\r\n 550-5.1.1 <ada@example.com>\r\n 550 5.1.1 User unknown",
    };
    expect(await readReturnedMail(deliveryReport([recipient]))).toEqual(bounced("ada@example.com"));
  });

  test("may have a comment in each of its fields", async () => {
    const recipient = {
      action: "(result) Failed (permanent (5 days))",
      status: "(not 4.4.7) 5.1.1 (bad destination mailbox)",
      finalRecipient: "rfc822 (a mailbox); ada@example.com (Ada)",
    };
    expect(await readReturnedMail(deliveryReport([recipient]))).toEqual(bounced("ada@example.com"));
    const late = { action: "delayed (not failed)", status: "4.4.7 (5.1.1)" };
    expect(await readReturnedMail(deliveryReport([late]))).toMatchObject({ kind: "other" });
  });

  test("may name an address beyond ASCII", async () => {
    const recipient = { finalRecipient: String.raw`utf-8; na\x{EF}ve@example.com` };
    expect(await readReturnedMail(deliveryReport([recipient]))).toEqual(
      bounced("naïve@example.com"),
    );
  });

  test("of several recipients names those that failed", async () => {
    const raw = deliveryReport([
      { finalRecipient: "rfc822; late@example.com", action: "delayed", status: "4.4.1" },
      { finalRecipient: "rfc822; gone@example.com" },
      { finalRecipient: "rfc822; there@example.com", action: "relayed", status: "2.0.0" },
    ]);
    expect(await readReturnedMail(raw)).toEqual(bounced("gone@example.com"));
  });

  test("names the mail in its own headers, where it returns none", async () => {
    const headers = [
      "In-Reply-To: <a1@shop.example>",
      "References: <z9@shop.example>\r\n <a1@shop.example>",
    ];
    expect(await readReturnedMail(deliveryReport([{}], { headers }))).toEqual(
      bounced("ada@example.com", "<a1@shop.example>", "<z9@shop.example>"),
    );
  });

  test.each([
    ["5.1.1", undefined],
    ["5.1.1", "smtp; 550 5.1.1 No such user"],
    ["5.0.0", "smtp; 550 5.1.1 No such user"],
    ["5.5.0", "smtp; 550 No such user (in reply to RCPT TO command)"],
  ])("with the status %s and %j is about the address", async (status, diagnostic) => {
    const recipient = { status, ...(diagnostic === undefined ? {} : { diagnostic }) };
    expect(await readReturnedMail(deliveryReport([recipient]))).toMatchObject({ kind: "returned" });
  });

  test.each([
    ["4.4.7", undefined],
    ["4.1.1", undefined],
    ["5.2.2", undefined],
    ["5.0.0", undefined],
    ["5.5.0", "smtp; 550 5.7.1 Message rejected as spam"],
    ["5.1.1", "smtp; 550 5.1.1 User unknown (in reply to MAIL FROM command)"],
    ["5.5.0", "smtp; 550 Not accepted (in reply to end of DATA command)"],
    ["", undefined],
    ["5", undefined],
    ["15.1.1", undefined],
    ["2.0.0", "smtp; 550 5.1.1 No such user"],
  ])("with the status %j and %j is not", async (status, diagnostic) => {
    const recipient = { status, ...(diagnostic === undefined ? {} : { diagnostic }) };
    expect(await readReturnedMail(deliveryReport([recipient]))).toEqual({
      kind: "other",
      reason: "The address is not the reason, or may take mail later",
    });
  });

  test.each(["delayed", "relayed", "delivered", "expanded", ""])(
    "that mail is %s changes nothing",
    async (action) => {
      expect(await readReturnedMail(deliveryReport([{ action }]))).toMatchObject({ kind: "other" });
    },
  );

  test("about a recipient of another kind of network names nobody", async () => {
    const raw = deliveryReport([{ finalRecipient: "x400; /C=de/S=Byrne" }]);
    expect(await readReturnedMail(raw)).toMatchObject({ kind: "returned", addresses: [] });
  });
});

describe("a complaint", () => {
  test.each(["abuse", "fraud", "other", "Abuse", "something-new"])(
    "about %s names the recipient and the mail",
    async (type) => {
      const raw = complaintReport(type, ["Ada@Example.com"], { messageId: "<a1@shop.example>" });
      expect(await readReturnedMail(raw)).toEqual({
        kind: "returned",
        news: "complained",
        addresses: ["ada@example.com"],
        messageIds: ["<a1@shop.example>"],
      });
    },
  );

  test.each(["not-spam", "not-spam (moved)", "auth-failure", "virus", "dmarc"])(
    "about %s is none",
    async (type) => {
      expect(await readReturnedMail(complaintReport(type, ["ada@example.com"]))).toMatchObject({
        kind: "other",
      });
    },
  );
});

describe("any other mail", () => {
  const forwarded = [
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "Content-Type: message/rfc822",
    "",
    deliveryReport([{}]).toString(),
    "--b--",
    "",
  ].join("\r\n");

  test.each([
    ["nothing", ""],
    ["no mail", "\u0000\u0001 no mail"],
    [
      "an answer",
      "From: ada@example.com\r\nSubject: Re: order\r\nIn-Reply-To: <a1@shop.example>\r\n\r\n550 5.1.1",
    ],
    ["a bounce that somebody attached", forwarded],
    [
      "a receipt",
      deliveryReport([{}]).toString().replaceAll("delivery-status", "disposition-notification"),
    ],
    ["too many parts in parts", nested(400)],
  ])("such as %s changes nothing", async (_what, raw) => {
    expect(await readReturnedMail(Buffer.from(raw))).toMatchObject({
      kind: "other",
      reason: expect.stringMatching(/^It /),
    });
  });

  function nested(depth: number): string {
    const open = Array.from({ length: depth }, (_, at) => [
      `Content-Type: multipart/mixed; boundary=b${at}`,
      "",
      `--b${at}`,
    ]);
    return open.flat().join("\r\n");
  }
});
