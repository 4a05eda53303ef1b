import { ESCALATION_REASONS, STAGES } from "@followthrough/core/domain";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { composeOperatorAlert } from "../../src/alerts/mail/operator-alert.ts";

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
  amount: null,
  dueAt: null,
  remindedAt: null,
  orderUrl: "https://api.shop.test/console/orders/ord_01HZX9",
} as const;

/** Every second one is a dispute, and a reminder. */
function digestOf(count: number) {
  const { orderId: _, reason, ...about } = ESCALATION;
  const entries = Array.from({ length: count }, (_, index) => {
    const isReminder = index % 2 === 1;
    const number = String(1042 + index);
    const entry = { ...about, orderId: `ord_${number}`, orderNumber: number, isReminder };
    const orderUrl = `https://api.shop.test/console/orders/ord_${number}`;
    if (!isReminder) return { ...entry, orderUrl, reason };
    const value = { amount: 9_800, currency: "EUR" };
    const dueAt = new Date("2026-03-09T10:00:00Z");
    return { ...entry, orderUrl, reason: "dispute_open", value, dueAt } as const;
  });
  const reminders = Math.floor(count / 2);
  return {
    kind: "digest",
    madeAt: new Date("2026-03-07T23:00:00Z"),
    counts: [
      { reason, opened: count - reminders, reminders: 0 },
      { reason: "dispute_open", opened: 0, reminders },
    ],
    entries,
    workListUrl: "https://api.shop.test/console/?kind=escalation",
  } as const;
}

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
        "Identity",
        "€347.00",
        "Thursday 5 March at 22:30 UTC",
        ESCALATION.orderUrl,
      ])
        expect(body).toContain(part);
    }
    expect(text.split("\n")).toContain(ESCALATION.orderUrl);
  });

  test("about money names the amount and the deadline, and no others do", async () => {
    const about = {
      ...ESCALATION,
      reason: "dispute_open",
      amount: { amount: 9_800, currency: "EUR" },
      dueAt: new Date("2026-03-09T10:00:00Z"),
    } as const;
    const { text, html } = await composeOperatorAlert(about, ADDRESSING);
    for (const part of ["€98.00", "Monday 9 March at 10:00 UTC", "€347.00"]) {
      expect(text).toContain(part);
      expect(html).toContain(part);
    }
    const dateless = await composeOperatorAlert({ ...about, dueAt: null }, ADDRESSING);
    expect(dateless.text).not.toContain("Deadline");
    expect((await composeOperatorAlert(ESCALATION, ADDRESSING)).text).not.toMatch(
      /Amount|Deadline/,
    );
  });

  test("has its own words for every reason and every stage", async () => {
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

  test("has no line, header or tag that the order's texts could forge", async () => {
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

test("a reminder of one escalation says for how long it has been open", async () => {
  const remindedAt = new Date("2026-03-07T23:00:00Z");
  const { subject, text, html } = await composeOperatorAlert(
    { ...ESCALATION, remindedAt },
    ADDRESSING,
  );
  expect(subject).toBe("Order 1042, open for 2 days: a provider is silent");
  for (const body of [text, html]) expect(body).toContain("nobody is assigned");
  const first = await composeOperatorAlert(ESCALATION, ADDRESSING);
  expect(first.text + first.subject).not.toMatch(/open for|assigned/);
});

describe("a digest", () => {
  test("groups the orders by reason, with counts, ages, amounts, deadlines and the way to the rest", async () => {
    const { subject, text, html } = await composeOperatorAlert(digestOf(25), ADDRESSING);
    expect(subject).toBe("25 escalations wait for an operator");
    for (const body of [text.replaceAll("\n", " "), html]) {
      for (const part of [
        "13 are new. 12 have been open since an earlier alert, and nobody is assigned.",
        "Provider silent: 13",
        "Dispute open: 12",
        "€98.00",
        "deadline 9 Mar, 10:00 UTC",
        "since 5 Mar, 22:30 UTC",
        "open for 2 days",
        "3 more in the work list",
        "2 more in the work list",
        "https://api.shop.test/console/?kind=escalation",
      ]) {
        expect(body).toContain(part);
      }
    }
    expect(html.match(/console\/orders\/ord_\d+"/g)).toHaveLength(20);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(78);
  });

  test.each([
    [{ opened: 2, reminders: 0 }, "2 escalations wait for an operator", "All of them are new."],
    [{ opened: 0, reminders: 2 }, "2 escalations still wait for an operator", "about all of them"],
    [
      { opened: 1, reminders: 1 },
      "2 escalations wait for an operator",
      "1 is new. 1 has been open",
    ],
  ])("with %j says so", async (count, subject, summary) => {
    const counts = [{ reason: "provider_silent", ...count } as const];
    const mail = await composeOperatorAlert({ ...digestOf(2), counts }, ADDRESSING);
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(summary);
  });

  test("has no line, header or tag that the order's texts could forge", async () => {
    const hostile = "</h1><script>alert(1)</script>\r\nBcc: all@shop.test";
    const entries = digestOf(2).entries.map((entry) => ({ ...entry, orderNumber: hostile }));
    const mail = await composeOperatorAlert({ ...digestOf(2), entries }, ADDRESSING);
    expect(mail.html).not.toContain("<script");
    expect(mail.text).not.toMatch(/^Bcc:/m);
  });
});

describe("every alert", () => {
  test.each([ESCALATION, ENGINE, digestOf(3)])(
    "about the $kind is marked as automatic, with a fixed id and no list headers",
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

  test("has the same bytes when it is built again, except for the MIME boundary", async () => {
    const [one, again] = [
      await composeOperatorAlert(ESCALATION, ADDRESSING),
      await composeOperatorAlert(ESCALATION, ADDRESSING),
    ];
    expect({ ...again, raw: null }).toEqual({ ...one, raw: null });
  });

  test("says what is wrong with the engine, and since when", async () => {
    const { subject, text, html } = await composeOperatorAlert(ENGINE, ADDRESSING);
    expect(subject).toBe(ENGINE.title);
    for (const body of [text.replaceAll("\n", " "), html]) {
      expect(body).toContain(ENGINE.sentence);
      expect(body).toContain("Thursday 5 March at 22:30 UTC");
    }
  });
});
