import { ESCALATION_REASONS, STAGES } from "@followthrough/core/domain";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { composeOperatorAlert } from "../../src/email/operator-alert.ts";

const ADDRESSING = {
  messageId: "<alert.4711@shop.test>",
  from: "Hearth & Oak <orders@shop.test>",
  to: "ops@shop.test",
  date: new Date("2026-03-06T09:00:00Z"),
};
const ESCALATION = {
  kind: "escalation",
  escalationId: "4711",
  orderId: "ord_01HZX9",
  orderNumber: "1042",
  reason: "provider_silent",
  since: new Date("2026-03-05T22:30:00Z"),
  stage: "verification",
  value: { amount: 34_700, currency: "EUR" },
  orderUrl: "https://api.shop.test/checkout/orchestrations/ord_01HZX9",
} as const;
const ENGINE = {
  kind: "engine",
  title: "The recovery sweep is late",
  sentence: "The oldest overdue order has waited 12 minutes. Look whether a worker is running.",
  since: new Date("2026-03-05T22:30:00Z"),
} as const;

describe("an escalation's alert", () => {
  test("says in both bodies which order, why, since when, what is at stake, and what to do", async () => {
    const { subject, text, html } = await composeOperatorAlert(ESCALATION, ADDRESSING);
    expect(subject).toBe("Order 1042: a provider is silent");
    for (const body of [text.replaceAll("\n", " "), html]) {
      for (const part of [
        "A provider should have reported by now",
        "Look the order up at the provider",
        "1042",
        "ord_01HZX9",
        "4711",
        "Identity verification",
        "€347.00",
        "Thursday 5 March at 22:30 UTC",
        ESCALATION.orderUrl,
      ])
        expect(body).toContain(part);
    }
    expect(text.split("\n")).toContain(ESCALATION.orderUrl);
  });

  test("has words of its own for every reason and every stage", async () => {
    const subjects = new Set<string>();
    for (const reason of ESCALATION_REASONS) {
      for (const stage of [...STAGES, "completed"] as const) {
        const mail = await composeOperatorAlert({ ...ESCALATION, reason, stage }, ADDRESSING);
        expect(mail.subject + mail.text).not.toMatch(/!|undefined|null|NaN|[{}[\]]/);
        for (const line of mail.text.split("\n")) expect(line.length).toBeLessThanOrEqual(78);
        subjects.add(mail.subject);
      }
    }
    expect(subjects.size).toBe(ESCALATION_REASONS.length);
  });

  test("lets nothing from the order forge a line, a header or a tag", async () => {
    const hostile = "</h1><script>alert(1)</script>\r\nBcc: all@shop.test";
    const mail = await composeOperatorAlert(
      { ...ESCALATION, orderNumber: hostile, orderId: hostile },
      ADDRESSING,
    );
    expect(mail.html).not.toContain("<script");
    expect(mail.text).not.toMatch(/^Bcc:/m);
    expect((await simpleParser(mail.raw)).bcc).toBeUndefined();
  });
});

describe("every alert", () => {
  test.each([ESCALATION, ENGINE])(
    "of the $kind is marked as automatic, with a fixed id and no list",
    async (alert) => {
      const mail = await composeOperatorAlert(alert, ADDRESSING);
      const { headers, messageId } = await simpleParser(mail.raw);
      expect(messageId).toBe("<alert.4711@shop.test>");
      expect(headers.get("auto-submitted")).toBe("auto-generated");
      expect(headers.has("list")).toBe(false);
      expect(mail.raw.toString()).not.toMatch(/^List-Unsubscribe/im);
      expect(mail.envelope).toEqual({ from: "orders@shop.test", to: "ops@shop.test" });
      expect(mail.headers).toEqual({
        "Message-ID": "<alert.4711@shop.test>",
        "Auto-Submitted": "auto-generated",
      });
    },
  );

  test("is the same to the byte when it is made again, but for MIME's boundary", async () => {
    const [one, again] = [
      await composeOperatorAlert(ESCALATION, ADDRESSING),
      await composeOperatorAlert(ESCALATION, ADDRESSING),
    ];
    expect({ ...again, raw: null }).toEqual({ ...one, raw: null });
  });

  test("says of the engine what is the matter and since when", async () => {
    const { subject, text, html } = await composeOperatorAlert(ENGINE, ADDRESSING);
    expect(subject).toBe(ENGINE.title);
    for (const body of [text.replaceAll("\n", " "), html]) {
      expect(body).toContain(ENGINE.sentence);
      expect(body).toContain("Thursday 5 March at 22:30 UTC");
    }
  });
});
