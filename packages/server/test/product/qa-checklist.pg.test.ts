import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { MailTransport } from "../../src/mail/transport.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptOf, promptsOf } from "../support/prompts.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

let shop: TestApp;
let server: SmtpSink;
let transport: MailTransport;
beforeAll(async () => {
  shop = await startTestApp();
  server = await startSmtpSink();
  transport = createSmtpTransport({
    url: server.url,
    connectionTimeoutMs: 5_000,
    greetingTimeoutMs: 5_000,
    socketTimeoutMs: 5_000,
    sendTimeoutMs: 10_000,
  });
});
afterAll(async () => {
  await transport.close();
  await server.close();
  await shop.close();
});

const AN_HOUR_AGO = () => new Date(Date.now() - 60 * 60_000).toISOString();

/** The job that `POST /checkout/sweeps` starts: the sweep, and the delivery that follows it. */
async function runJob(): Promise<unknown> {
  const { body } = await shop.api.post("/checkout/sweeps");
  await shop.deliver({ transport });
  return body;
}

function mailsTo(address: string) {
  return server.mails.filter(({ to }) => to.includes(address));
}

describe("checklist 2: the stored stage", () => {
  test("is what the GET returns, and posting an event advances it", async () => {
    const { api } = shop;
    await api.putOrder("qa-2");
    expect((await api.read("qa-2")).currentStage).toBe("payment");

    const posted = await api.postEvent("qa-2", { stage: "payment", status: "completed" });

    expect(posted.body).toMatchObject({ disposition: "applied", currentStage: "verification" });
    expect(await api.read("qa-2")).toMatchObject({
      currentStage: "verification",
      status: "not_started",
      stages: [{ stage: "payment", status: "completed" }, {}, {}, {}],
    });
  });
});

describe("checklist 3: an order whose next action is past", () => {
  test("gets an entry, one prompt and a later next action; a second run at once sends nothing", async () => {
    const { api } = shop;
    await api.putMember("qa-3");
    await api.putOrder("qa-3", { memberId: "qa-3" });
    const nextActionAt = AN_HOUR_AGO();
    await api.postEvent("qa-3", { stage: "payment", status: "waiting", nextActionAt });

    expect(await runJob()).toMatchObject({ processed: 1, prompted: 1, failed: 0 });

    const swept = await api.read("qa-3");
    expect(swept.events.at(-1)).toMatchObject({
      note: "Recovery sweep executed",
      payload: { decision: "prompt", step: 0 },
    });
    expect(Date.parse(swept.nextActionAt ?? "")).toBeGreaterThan(Date.now());
    expect(mailsTo("qa-3@shoppers.example")).toHaveLength(1);
    expect(await promptOf(shop, "qa-3")).toMatchObject({
      type: "checkout_recovery_prompt",
      recipient: "qa-3@shoppers.example",
      state: "sent",
      stage: "payment",
      step: 0,
      attempts: 1,
      sentAt: expect.any(String),
    });

    expect(await runJob()).toMatchObject({ processed: 0, prompted: 0 });
    expect(mailsTo("qa-3@shoppers.example")).toHaveLength(1);
    expect((await api.read("qa-3")).version).toBe(swept.version);
  });

  test("gets a mail with the resume link, the unsubscribe link and both headers", async () => {
    const [mail] = mailsTo("qa-3@shoppers.example");
    const prompt = await promptOf(shop, "qa-3");

    expect(mail?.parsed.messageId).toBe(prompt.messageId);
    expect(mail?.parsed.text).toContain("https://shop.example/checkout/resume?order=qa-3&stage=");
    expect(mail?.parsed.text).toContain("https://api.shop.example/unsubscribe?token=");
    const raw = mail?.raw.toString("latin1").replace(/\r\n[ \t]+/g, " ") ?? "";
    expect(raw).toMatch(/^List-Unsubscribe: <https:\/\/api\.shop\.example\/unsubscribe\?token=/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  });
});

describe("checklist 4: a member who wants no order updates", () => {
  test("is skipped, which is logged; when updates are switched on again, mail is sent", async () => {
    const { api } = shop;
    await api.putMember("qa-4");
    await api.putOrderUpdates("qa-4", false);
    await api.putOrder("qa-4", { memberId: "qa-4" });
    const nextActionAt = AN_HOUR_AGO();
    await api.postEvent("qa-4", { stage: "payment", status: "waiting", nextActionAt });

    expect(await runJob()).toMatchObject({ processed: 1, prompted: 0, suppressed: 1 });

    expect(mailsTo("qa-4@shoppers.example")).toEqual([]);
    expect(await promptsOf(shop, "qa-4")).toEqual([]);
    expect((await api.read("qa-4")).events.at(-1)).toMatchObject({
      note: "Recovery sweep executed",
      payload: { decision: "suppress", reason: "opted_out" },
    });
    expect(shop.logs).toContainEqual(
      expect.objectContaining({
        level: 30,
        orderId: "qa-4",
        reason: "opted_out",
        msg: "no prompt: the shopper does not get this mail",
      }),
    );

    await api.putOrderUpdates("qa-4", true);
    expect(await runJob()).toMatchObject({ processed: 1, prompted: 1 });
    expect(mailsTo("qa-4@shoppers.example")).toHaveLength(1);
  });
});

describe("failure triage", () => {
  test("an unknown order is 404 with its code", async () => {
    const answer = await shop.api.get("/checkout/orchestrations/no-such-order");
    expect([answer.status, codeOf(answer)]).toEqual([404, "order_unknown"]);
  });

  test("at DEBUG each decision is explained in one line", async () => {
    const { api } = shop;
    const placedAt = "2026-01-01T00:00:00Z";
    await api.putMember("debug");
    await api.putMember("debug-off");
    await api.putOrderUpdates("debug-off", false);
    await api.putOrder("debug-prompt", { memberId: "debug", placedAt });
    await api.putOrder("debug-suppress", { memberId: "debug-off", placedAt });
    await api.putOrder("debug-escalate", { memberId: "debug-nobody", placedAt });
    await api.postEvent("debug-prompt", {
      stage: "payment",
      status: "waiting",
      nextActionAt: placedAt,
    });
    const before = shop.logs.length;

    const { runId } = await shop.sweep();

    const lines = shop.logs.slice(before).filter((line) => line.orderId !== undefined);
    expect(lines).toHaveLength(3);
    const explained = lines.map(({ orderId, decision, reason }) => [orderId, decision, reason]);
    expect(explained.sort()).toEqual([
      ["debug-escalate", "escalate", "missing_member"],
      ["debug-prompt", "prompt", "waiting_on_member"],
      ["debug-suppress", "suppress", "opted_out"],
    ]);
    expect(new Set(lines.map((line) => line.runId))).toEqual(new Set([runId]));
  });

  test("a missing member is counted and noted; once reported, the order is decided again and mailed", async () => {
    const { api } = shop;
    await api.putOrder("qa-missing", { memberId: "latecomer", placedAt: "2026-01-01T00:00:00Z" });

    expect(await runJob()).toMatchObject({ processed: 1, escalations: 1, prompted: 0 });
    const note = "Missing member for checkout recovery";
    expect((await api.read("qa-missing")).metadata).toMatchObject({ note });
    const open = await shop.sql("select reason from escalations where order_id = 'qa-missing'");
    expect(open).toEqual([{ reason: "missing_member" }]);

    await api.putMember("latecomer");
    expect(await runJob()).toMatchObject({ processed: 1, prompted: 1, escalations: 0 });
    expect(mailsTo("latecomer@shoppers.example")).toHaveLength(1);
  });

  test("only an order that is corrected to another member is decided again", async () => {
    const { api } = shop;
    const placedAt = "2026-01-01T00:00:00Z";
    await api.putOrder("qa-corrected", { memberId: "typo", placedAt });
    await api.putOrder("qa-right-before", { memberId: "right-one", placedAt });
    expect(await runJob()).toMatchObject({ processed: 2, escalations: 2 });

    await api.putOrder("qa-corrected", { memberId: "right-one", placedAt });
    expect(await runJob()).toMatchObject({ processed: 1, escalations: 1 });

    await api.putMember("right-one");
    expect(await runJob()).toMatchObject({ processed: 2, prompted: 2 });
    const open = await shop.sql(
      `select order_id from escalations where resolved_at is null
        and order_id in ('qa-corrected', 'qa-right-before')`,
    );
    expect(open).toEqual([]);
  });

  test("a prompt shows that the mail server is unavailable, and is sent when it is back", async () => {
    const { api } = shop;
    await api.putMember("qa-away");
    server.answer("rcpt", { code: 451, text: "4.3.0 Away for a moment" });
    await api.putOrder("qa-away", { memberId: "qa-away", placedAt: "2026-01-01T00:00:00Z" });
    await runJob();
    expect(await promptOf(shop, "qa-away")).toMatchObject({
      state: "retry",
      attempts: 1,
      lastError: expect.stringContaining("Away for a moment"),
    });

    server.answer("rcpt", null);
    await shop.sql("update prompts set next_attempt_at = now() where order_id = 'qa-away'");
    await shop.deliver({ transport });

    expect(await promptOf(shop, "qa-away")).toMatchObject({ state: "sent", attempts: 2 });
    expect(mailsTo("qa-away@shoppers.example")).toHaveLength(1);
  });
});
