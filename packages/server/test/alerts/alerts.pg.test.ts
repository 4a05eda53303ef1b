import type { PgBoss } from "pg-boss";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type AlertQueue, startAlertQueue } from "../../src/alerts/alert-queue.ts";
import { makeDigest } from "../../src/alerts/make-digest.ts";
import { sendAlert } from "../../src/alerts/send-alert.ts";
import { createWebhookSender } from "../../src/alerts/webhook-sender.ts";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { MailTransport } from "../../src/mail/transport.ts";
import type { JobQueue } from "../../src/platform/jobs/job-transaction.ts";
import { closeBoss, openBoss } from "../../src/platform/jobs/open-boss.ts";
import { alertOptions, alertsOf, tellingOf } from "../support/alerts.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { escalationOf, putEscalated } from "../support/escalations.ts";
import {
  type Fault,
  type FaultPoint,
  startFaultySmtp,
  untilNoticed,
} from "../support/faulty-smtp.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

type Receiver = Awaited<ReturnType<typeof startWebhookReceiver>>;

/** Each escalation is sent as soon as it is there. */
const AT_ONCE = { digestEveryMs: 0, remindAfterMs: null };
const OPS = "ops@shop.example";

let shop: TestApp;
let sink: SmtpSink;
let receiver: Receiver;
let transport: MailTransport;
const bosses: PgBoss[] = [];
const queues: AlertQueue[] = [];

/** Two processes: the worker, which runs the schedule, and the API, which doesn't. */
beforeAll(async () => {
  [shop, sink, receiver] = await Promise.all([
    startTestApp(),
    startSmtpSink(),
    startWebhookReceiver(),
  ]);
  transport = smtpTo(sink.url);
  for (const keepsSchedule of [true, false]) {
    const boss = await openBoss({
      connectionString: shop.connectionString,
      log: shop.context.log,
      max: 2,
      keepsSchedule,
    });
    bosses.push(boss);
    queues.push(startAlertQueue(async () => boss, options()));
  }
});
afterEach(async () => {
  // Alerts that one test leaves unfinished would reach the next one's sink.
  await expect.poll(underWay).toEqual([]);
  receiver.answerAlways(204);
  sink.answer("end", null);
  sink.mails.length = 0;
  receiver.messages.length = 0;
});
afterAll(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  await Promise.all(bosses.map(closeBoss));
  await Promise.all([transport.close(), sink.close(), receiver.close()]);
  await shop.close();
});

/** Alerts all recipients, and retries soon. */
function options() {
  return alertOptions(shop, {
    settings: { ...AT_ONCE, emails: [OPS, "second@shop.example"], webhook: receiver },
    telling: tellingOf(shop, { transport, webhook: createWebhookSender(receiver) }),
    onAlertsWaiting: (wake) => wakes.push(wake),
    retry: { limit: 2, delaySeconds: 0 },
  });
}

const wakes: (() => void)[] = [];

/** Wakes all processes at the same moment. */
function wakeAll(): void {
  for (const wake of wakes) wake();
}

/** Escalates an order, and wakes all processes at the same moment. */
async function escalate(orderId: string): Promise<string> {
  await putEscalated(shop, orderId);
  wakeAll();
  return orderId;
}

function smtpTo(url: string): MailTransport {
  return createSmtpTransport({
    url,
    connectionTimeoutMs: 2_000,
    greetingTimeoutMs: 2_000,
    socketTimeoutMs: 5_000,
    sendTimeoutMs: 5_000,
  });
}

const states = async (subject: string) => (await alertsOf(shop, subject)).map((row) => row.state);
const webhooksFor = (orderId: string) =>
  receiver.messages.filter(({ data }) => JSON.stringify(data).includes(`"orderId":"${orderId}"`));

describe("an escalation", () => {
  test("alerts each operator and the webhook once, however many processes there are", async () => {
    const subject = await escalate("alerted");

    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    expect(sink.mails.flatMap(({ to }) => to).sort()).toEqual([OPS, "second@shop.example"]);
    expect(sink.mails[0]?.parsed.subject).toBe("Order 1042: no address that takes mail");
    const { escalationId, since } = await escalationOf(shop, "alerted");
    expect(receiver.messages).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        type: "escalations.opened",
        timestamp: expect.stringMatching(/^2\d{3}-/),
        data: {
          version: 1,
          total: 1,
          counts: [{ reason: "missing_address", opened: 1, reminders: 0 }],
          escalations: [
            {
              escalationId,
              orderId: "alerted",
              orderNumber: "1042",
              memberId: null,
              total: { amount: 18_900, currency: "EUR" },
              stage: "payment",
              reason: "missing_address",
              amount: null,
              dueAt: null,
              since,
              isAssigned: false,
              isReminder: false,
            },
          ],
          workListUrl: "https://api.shop.example/console/?kind=escalation",
        },
      },
    ]);
    expect(receiver.forged()).toBe(0);
    expect(await shop.sql("select alert from escalations where order_id = 'alerted'")).toEqual([
      { alert: "queued" },
    ]);
  });

  test("about money names the amount and the date in the mail and in the webhook", async () => {
    await shop.api.putOrder("disputed", { memberId: null });
    const dueBy = "2099-03-09T10:00:00.000Z";
    const dispute = { reference: "dp-1", amount: 9_800, state: "open", createdAt: dueBy, dueBy };
    await shop.api.postEvent("disputed", {
      stage: "payment",
      status: "completed",
      payment: { reference: "pay-1", state: "captured", captured: 18_900, disputes: [dispute] },
    });
    wakeAll();
    await expect.poll(() => states("disputed")).toHaveLength(3);
    await expect.poll(() => sink.mails.length).toBe(2);
    await expect.poll(() => webhooksFor("disputed").length).toBe(1);
    expect(sink.mails[0]?.parsed.text).toContain("€98.00");
    expect(sink.mails[0]?.parsed.text).toContain("9 March");
    const about = {
      reason: "dispute_open",
      amount: { amount: 9_800, currency: "EUR" },
      dueAt: dueBy,
    };
    expect(webhooksFor("disputed")[0]?.data).toMatchObject({ escalations: [about] });
  });

  test("that opens again for a new cause is a new one, and is sent as well", async () => {
    const subject = await escalate("again");
    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    await shop.sql(
      `update escalations set resolved_at = now(), resolution = 'done' where order_id = 'again'`,
    );
    await shop.sql(
      "insert into escalations (order_id, reason, opened_version) values ('again', 'missing_address', 99)",
    );
    wakeAll();

    await expect.poll(() => webhooksFor("again").length).toBe(2);
    const [first, second] = webhooksFor("again");
    expect(first?.id).not.toBe(second?.id);
    await expect.poll(() => sink.mails.length).toBe(4);
  });

  test("that is resolved before the digest is made is in none", async () => {
    await putEscalated(shop, "resolved");
    await shop.sql(
      "update escalations set resolved_at = now(), resolution = 'done' where order_id = 'resolved'",
    );
    // Any alert about it would be sent before this one.
    const later = await escalate("after-resolved");
    await expect.poll(() => states(later)).toEqual(["sent", "sent", "sent"]);
    expect(await alertsOf(shop, "resolved")).toEqual([]);
    expect(await dueEscalations()).toBe(0);
  });

  test("that was queued before there were digests is sent like a digest of one", async () => {
    await putEscalated(shop, "old-alert");
    await shop.sql("update escalations set alert = 'queued' where order_id = 'old-alert'");
    const subject = "escalation:old-alert:missing_address";
    const payload = { kind: "escalation", orderId: "old-alert", reason: "missing_address" };
    const [row] = await shop.sql(
      `insert into operator_alerts (subject, channel, recipient, payload) values ($1, 'webhook', '', $2)
      returning alert_id`,
      [subject, JSON.stringify(payload)],
    );
    await bosses[0]?.insert("operator_alert", [{ data: { alertId: row?.alert_id } }]);
    await expect.poll(() => webhooksFor("old-alert").length).toBe(1);
    await expect.poll(() => states(subject)).toEqual(["sent"]);
  });

  test("alerts nobody if nobody is configured, and does not wait forever", async () => {
    await putEscalated(shop, "unheard");
    const [boss] = bosses;
    if (boss === undefined) throw new Error("There must be two job queues");
    await makeDigest(shop.context, boss, [], AT_ONCE);
    expect(await shop.sql("select alert from escalations where order_id = 'unheard'")).toEqual([
      { alert: "none" },
    ]);
    expect(await alertsOf(shop, "unheard")).toEqual([]);
  });

  test("has its alerts stored together with their jobs, or not at all", async () => {
    await putEscalated(shop, "torn");
    const [boss] = bosses;
    if (boss === undefined) throw new Error("There must be two job queues");
    const jobs = () => shop.sql("select count(*) as count from pgboss.job");
    const before = await jobs();
    const failing: JobQueue = {
      async insert(...job) {
        await boss.insert(...job);
        throw new Error("the process is lost here");
      },
    };
    const recipients = [{ channel: "mail", recipient: OPS }] as const;

    await expect(makeDigest(shop.context, failing, recipients, AT_ONCE)).rejects.toThrow("lost");

    expect(await jobs()).toEqual(before);
    expect(await dueEscalations()).toBe(1);
    expect(await alertsOf(shop, "torn")).toEqual([]);

    wakeAll();
    await expect.poll(() => webhooksFor("torn").length).toBe(1);
  });
});

describe("a webhook", () => {
  test("that answers 500 gets the same alert again, with the same id", async () => {
    receiver.answerNext(500, 503);
    const subject = await escalate("retried");

    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    const [first, ...others] = webhooksFor("retried");
    expect(others).toEqual([first, first]);
    const [, , webhook] = await alertsOf(shop, subject);
    expect(webhook).toMatchObject({ channel: "webhook", attempts: 3 });
  });

  test("that never accepts it leaves a dead letter and an error, and mail still goes out", async () => {
    receiver.answerAlways(500);
    const subject = await escalate("dead");

    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "dead"]);
    expect(webhooksFor("dead")).toHaveLength(3);
    const line = { channel: "webhook", lastError: "The alert webhook answered 500" };
    expect(shop.logs).toContainEqual(expect.objectContaining({ level: 50, ...line }));
    const { payload } = await shop.app.inject({ url: "/metrics" });
    expect(payload).toContain('followthrough_dead_letters{queue="operator_alert_dead"} 1');
  });

  test("is not followed to another URL", async () => {
    receiver.answerNext(307);
    const subject = await escalate("redirected");
    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    // The second attempt is accepted; a sender that follows redirects would be accepted elsewhere at the first.
    const [, , webhook] = await alertsOf(shop, subject);
    expect(webhook).toMatchObject({ channel: "webhook", attempts: 2 });
  });
});

describe("mail to an operator", () => {
  test("is sent later if the server defers it", async () => {
    sink.answerOnce("end", { code: 451, text: "later" });
    const subject = await escalate("put-off");
    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    expect(sink.mails).toHaveLength(2);
  });

  test("whose answer is lost is not sent again, because nobody knows whether it was accepted", async () => {
    const subject = await putAlert("ambiguous");
    const smtp = await startFaulty("end", "drop");

    await tell(subject, smtp.transport);
    await tell(subject, transport);

    expect(await alertsOf(shop, subject)).toMatchObject([{ state: "unknown", attempts: 1 }]);
    expect([smtp.server.ended.length, sink.mails.length]).toEqual([1, 0]);
    await smtp.close();
  });

  test("whose process was lost between the end marker and the answer is not sent again", async () => {
    const subject = await putAlert("lost");
    const ended = Promise.withResolvers<void>();
    void tell(subject, {
      ...transport,
      async send({ beforeEnd }) {
        await beforeEnd?.();
        ended.resolve();
        return new Promise(() => {});
      },
    });
    await ended.promise;

    await tell(subject, transport);

    expect(await states(subject)).toEqual(["unknown"]);
    expect(sink.mails).toEqual([]);
  });

  test("that failed before its end marker was certainly not sent, and is tried again", async () => {
    const subject = await putAlert("broken-off");
    const smtp = await startFaulty("body", "drop");
    // On a busy machine the marker can be committed before the hang-up is noticed. Then the outcome is `unknown`.
    const behindHangUp: MailTransport = {
      ...smtp.transport,
      send: (mail) =>
        smtp.transport.send({
          ...mail,
          beforeEnd: async () => {
            const verdict = await mail.beforeEnd?.();
            await smtp.server.clientGone;
            await untilNoticed();
            return verdict ?? "go";
          },
        }),
    };

    await expect(tell(subject, behindHangUp)).rejects.toThrow();
    expect(await states(subject)).toEqual(["queued"]);
    await tell(subject, transport);

    expect(await alertsOf(shop, subject)).toMatchObject([{ state: "sent", attempts: 2 }]);
    expect(sink.mails).toHaveLength(1);
    await smtp.close();
  });

  /** An alert that only this test sends: it has no job. */
  async function putAlert(what: string): Promise<string> {
    const subject = `engine:${what}:2026-05-01`;
    const payload = { kind: "engine", title: what, sentence: what, since: "2026-05-01T00:00:00Z" };
    await shop.sql(
      `insert into operator_alerts (subject, channel, recipient, payload) values ($1, 'mail', $2, $3)`,
      [subject, OPS, JSON.stringify(payload)],
    );
    return subject;
  }

  async function tell(subject: string, by: MailTransport): Promise<void> {
    const [row] = await shop.sql("select alert_id from operator_alerts where subject = $1", [
      subject,
    ]);
    const telling = tellingOf(shop, { transport: by });
    await sendAlert(shop.context, telling, String(row?.alert_id));
  }

  async function startFaulty(point: FaultPoint, fault: Fault) {
    const server = await startFaultySmtp(point, fault);
    const faulty = smtpTo(server.url);
    const close = () => Promise.all([faulty.close(), server.close()]);
    return { server, transport: faulty, close };
  }
});

test("a job queue that can't be opened yet blocks nothing, and is opened later", async () => {
  const [boss] = bosses;
  if (boss === undefined) throw new Error("There must be two job queues");
  const answers = [async () => Promise.reject(new Error("not yet")), async () => boss];
  let opened = 0;
  const queue = startAlertQueue(() => {
    opened += 1;
    return (answers.shift() ?? (async () => boss))();
  }, options());
  await expect.poll(() => opened).toBe(1);

  await expect.poll(() => wakeAll() ?? opened).toBe(2);
  await putEscalated(shop, "after-all");
  wakeAll();
  await expect.poll(() => webhooksFor("after-all").length).toBe(1);
  await queue.stop();
});

test("an alert about the engine is sent once per subject", async () => {
  const alert = {
    subject: "engine:sweep_late:2026-05-01T10:00:00.000Z",
    title: "The recovery sweep is late",
    sentence: "Look whether a worker runs.",
    since: Date.parse("2026-05-01T10:00:00Z"),
  } as const;
  await Promise.all(queues.map((queue) => queue.raise(alert)));

  await expect.poll(() => states(alert.subject)).toEqual(["sent", "sent", "sent"]);
  const { title, sentence } = alert;
  const since = "2026-05-01T10:00:00.000Z";
  expect(receiver.messages).toMatchObject([
    { type: "engine.late", timestamp: since, data: { title, sentence, since } },
  ]);
  expect(sink.mails).toHaveLength(2);
});

async function underWay(): Promise<unknown> {
  return shop.sql("select subject from operator_alerts where state in ('queued', 'ending')");
}

async function dueEscalations(): Promise<unknown> {
  const [row] = await shop.sql("select count(*) as due from escalations where alert = 'due'");
  return row?.due;
}
