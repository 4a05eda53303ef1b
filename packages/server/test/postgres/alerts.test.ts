import type { PgBoss } from "pg-boss";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSmtpTransport } from "../../src/email/smtp-transport.ts";
import type { MailTransport } from "../../src/email/transport.ts";
import type { JobQueue } from "../../src/usecases/enqueue-alerts.ts";
import { queueAlerts } from "../../src/usecases/queue-alerts.ts";
import { tellOperators } from "../../src/usecases/tell-operators.ts";
import { createWebhookSender } from "../../src/webhooks/webhook-sender.ts";
import { type AlertQueue, startAlertQueue } from "../../src/worker/alert-queue.ts";
import { closeBoss, openBoss } from "../../src/worker/open-boss.ts";
import { alertOptions, alertsOf, tellingOf } from "../support/alerts.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { escalationOf, putEscalated } from "../support/escalations.ts";
import { type Fault, type FaultPoint, startFaultySmtp } from "../support/faulty-smtp.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

type Receiver = Awaited<ReturnType<typeof startWebhookReceiver>>;

const OPS = "ops@shop.example";

let shop: TestApp;
let sink: SmtpSink;
let receiver: Receiver;
let transport: MailTransport;
const bosses: PgBoss[] = [];
const queues: AlertQueue[] = [];

/** Two processes: the worker, which keeps the schedule, and the API, which doesn't. */
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
  // What one test left under way would reach the next one's sink.
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

/** Everybody is told, and failures are soon over. */
function options() {
  return alertOptions(shop, {
    settings: { emails: [OPS, "second@shop.example"], webhook: receiver },
    telling: tellingOf(shop, { transport, webhook: createWebhookSender(receiver) }),
    onAlertsWaiting: (wake) => wakes.push(wake),
    retry: { limit: 2, delaySeconds: 0 },
  });
}

const wakes: (() => void)[] = [];

/** Every process looks at the same moment. */
function wakeAll(): void {
  for (const wake of wakes) wake();
}

/** An escalated order, with every process told at the same moment that there is something to do. */
async function escalate(orderId: string): Promise<string> {
  await putEscalated(shop, orderId);
  wakeAll();
  return `escalation:${orderId}:missing_address`;
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
const toldOf = (orderId: string) =>
  receiver.messages.filter(({ data }) => data.orderId === orderId);

describe("an escalation", () => {
  test("is told once to each operator and to the webhook, however many processes there are", async () => {
    const subject = await escalate("told");

    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    expect(sink.mails.flatMap(({ to }) => to).sort()).toEqual([OPS, "second@shop.example"]);
    expect(sink.mails[0]?.parsed.subject).toBe("Order 1042: no address that takes mail");
    const { escalationId, since } = await escalationOf(shop, "told");
    expect(receiver.messages).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        type: "escalation.opened",
        timestamp: since,
        data: {
          escalationId,
          orderId: "told",
          orderNumber: "1042",
          memberId: null,
          total: { amount: 18_900, currency: "EUR" },
          stage: "payment",
          reason: "missing_address",
          since,
        },
      },
    ]);
    expect(receiver.forged()).toBe(0);
    expect(await shop.sql("select alert from escalations where order_id = 'told'")).toEqual([
      { alert: "queued" },
    ]);
  });

  test("that is resolved and comes again for the same reason is not told again", async () => {
    const subject = await escalate("again");
    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    await shop.sql(
      `update escalations set resolved_at = now(), resolution = 'done' where order_id = 'again'`,
    );
    await shop.sql(
      "insert into escalations (order_id, reason, opened_version) values ('again', 'missing_address', 99)",
    );
    wakeAll();

    await expect.poll(dueEscalations).toBe(0);
    // Whatever was enqueued for it would be told before this one.
    const later = await escalate("after-again");
    await expect.poll(() => states(later)).toEqual(["sent", "sent", "sent"]);
    expect(toldOf("again")).toHaveLength(1);
    expect(sink.mails).toHaveLength(4);
  });

  test("that is resolved before it was told is withdrawn, and told if it comes again", async () => {
    await putEscalated(shop, "settled");
    await shop.sql(
      "update escalations set resolved_at = now(), resolution = 'done' where order_id = 'settled'",
    );
    wakeAll();
    const subject = "escalation:settled:missing_address";
    await expect.poll(() => states(subject)).toEqual(["withdrawn", "withdrawn", "withdrawn"]);
    expect([sink.mails, receiver.messages]).toEqual([[], []]);

    await shop.sql(
      "insert into escalations (order_id, reason, opened_version) values ('settled', 'missing_address', 99)",
    );
    wakeAll();
    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    expect(toldOf("settled")).toHaveLength(1);
  });

  test("is told to nobody where nobody is configured, and does not wait for ever", async () => {
    await putEscalated(shop, "unheard");
    const [boss] = bosses;
    if (boss === undefined) throw new Error("There are two");
    await queueAlerts(shop.context, boss, [], new AbortController().signal);
    expect(await shop.sql("select alert from escalations where order_id = 'unheard'")).toEqual([
      { alert: "none" },
    ]);
    expect(await alertsOf(shop, "escalation:unheard:missing_address")).toEqual([]);
  });

  test("is kept with its jobs or not at all", async () => {
    await putEscalated(shop, "torn");
    const [boss] = bosses;
    if (boss === undefined) throw new Error("There are two");
    const jobs = () => shop.sql("select count(*) as count from pgboss.job");
    const before = await jobs();
    const failing: JobQueue = {
      async insert(...job) {
        await boss.insert(...job);
        throw new Error("the process is lost here");
      },
    };
    const recipients = [{ channel: "mail", recipient: OPS }] as const;
    const { signal } = new AbortController();

    await expect(queueAlerts(shop.context, failing, recipients, signal)).rejects.toThrow("lost");

    expect(await jobs()).toEqual(before);
    expect(await dueEscalations()).toBe(1);
    expect(await alertsOf(shop, "escalation:torn:missing_address")).toEqual([]);
    wakeAll();
    await expect.poll(() => toldOf("torn").length).toBe(1);
  });
});

describe("a webhook", () => {
  test("that answers 500 gets the same message again, under the same id", async () => {
    receiver.answerNext(500, 503);
    const subject = await escalate("retried");

    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    const [first, ...others] = toldOf("retried");
    expect(others).toEqual([first, first]);
    const [, , webhook] = await alertsOf(shop, subject);
    expect(webhook).toMatchObject({ channel: "webhook", attempts: 3 });
  });

  test("that never takes it leaves a dead letter and an error, and mail goes out all the same", async () => {
    receiver.answerAlways(500);
    const subject = await escalate("dead");

    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "dead"]);
    expect(toldOf("dead")).toHaveLength(3);
    const line = { subject, channel: "webhook", lastError: "The webhook answered 500" };
    expect(shop.logs).toContainEqual(expect.objectContaining({ level: 50, ...line }));
    const { payload } = await shop.app.inject({ url: "/metrics" });
    expect(payload).toContain('followthrough_dead_letters{queue="operator_alert_dead"} 1');
  });

  test("is not followed elsewhere", async () => {
    receiver.answerNext(307);
    const subject = await escalate("redirected");
    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    // Taken at the second attempt; whoever follows has it taken elsewhere at the first.
    const [, , webhook] = await alertsOf(shop, subject);
    expect(webhook).toMatchObject({ channel: "webhook", attempts: 2 });
  });
});

describe("mail to an operator", () => {
  test("that the server puts off is sent later", async () => {
    sink.answerOnce("end", { code: 451, text: "later" });
    const subject = await escalate("put-off");
    await expect.poll(() => states(subject)).toEqual(["sent", "sent", "sent"]);
    expect(sink.mails).toHaveLength(2);
  });

  test("whose answer is lost is not sent again: nobody knows whether it was", async () => {
    const subject = await putAlert("ambiguous");
    const smtp = await startFaulty("end", "drop");

    await tell(subject, smtp.transport);
    await tell(subject, transport);

    expect(await alertsOf(shop, subject)).toMatchObject([{ state: "unknown", attempts: 1 }]);
    expect([smtp.server.ended.length, sink.mails.length]).toEqual([1, 0]);
    await smtp.close();
  });

  test("whose process was lost between its end and the answer is not sent again", async () => {
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

  test("that broke off before its end is certainly not sent, and is tried again", async () => {
    const subject = await putAlert("broken-off");
    const smtp = await startFaulty("body", "drop");

    await expect(tell(subject, smtp.transport)).rejects.toThrow();
    expect(await states(subject)).toEqual(["queued"]);
    await tell(subject, transport);

    expect(await alertsOf(shop, subject)).toMatchObject([{ state: "sent", attempts: 2 }]);
    expect(sink.mails).toHaveLength(1);
    await smtp.close();
  });

  /** An alert that only this test tells: no job is made for it. */
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
    await tellOperators(shop.context, telling, String(row?.alert_id));
  }

  async function startFaulty(point: FaultPoint, fault: Fault) {
    const server = await startFaultySmtp(point, fault);
    const faulty = smtpTo(server.url);
    const close = () => Promise.all([faulty.close(), server.close()]);
    return { server, transport: faulty, close };
  }
});

test("a job queue that can't be opened yet stops nothing, and is opened later", async () => {
  const [boss] = bosses;
  if (boss === undefined) throw new Error("There are two");
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
  await expect.poll(() => toldOf("after-all").length).toBe(1);
  await queue.stop();
});

test("what the engine has to say is told once a subject", async () => {
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
