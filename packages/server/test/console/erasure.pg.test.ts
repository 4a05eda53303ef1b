import type { OrderPage } from "@followthrough/core/contract";
import { afterAll, expect, test } from "vitest";
import { checkInvariants } from "../../src/engine/check-invariants.ts";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";

const shop = await startTestApp();
const ada = await signInAs(shop, "admin", "Ada Admin");
afterAll(() => shop.close());

/** A unique text that is put in every place where a person may leave data. */
const CANARY = "kanarie";
const EMAIL = `${CANARY}.mail@shoppers.example`;

/** Every row of every table as text, as a dump would hold it. */
async function dump(): Promise<string> {
  const tables = await shop.sql(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'pgboss')`,
  );
  const rows = [];
  for (const { name } of tables)
    rows.push(await shop.sql(`select t::text as row from ${String(name)} t`));
  // A dump shows bytes as hex.
  rows.push(await shop.sql("select convert_from(body, 'UTF8') as row from webhook_inbox"));
  return JSON.stringify(rows);
}

await shop.api.putMember("mem-1", {
  email: EMAIL,
  name: `${CANARY} Person`,
  timeZone: "Europe/Stockholm",
});
await shop.api.putMember("mem-2", { email: "other@shoppers.example", name: "Somebody Else" });
for (const [orderId, memberId] of [
  ["ord-1", "mem-1"],
  ["ord-2", "mem-1"],
  ["ord-other", "mem-2"],
]) {
  await shop.api.putOrder(String(orderId), {
    memberId,
    ...(memberId === "mem-1"
      ? {
          email: EMAIL,
          statusUrl: `https://shop.example/orders/1?of=${CANARY}`,
          attributes: { [`${CANARY} key`]: `${CANARY} value` },
        }
      : {}),
  });
}
await shop.api.postEvent("ord-1", {
  stage: "payment",
  status: "failed",
  note: `${CANARY} said the card is lost`,
  payload: { holder: `${CANARY} holder` },
  metadataPatch: { phone: `${CANARY} phone` },
  nextActionAt: "2026-01-01T00:00:00Z",
  source: "acme",
  sourceEventId: "evt-1",
});
await shop.api.postEvent("ord-2", {
  stage: "payment",
  status: "waiting",
  source: "acme",
  sourceEventId: "evt-voucher",
  payment: {
    reference: "pay-1",
    state: "requires_action",
    method: "voucher",
    methodName: `${CANARY} voucher`,
    actBy: "2099-01-01T00:00:00Z",
    nextStep: { kind: "voucher", url: `https://pay.example/${CANARY}` },
  },
});
await shop.api.postEvent("ord-2", {
  stage: "payment",
  status: "completed",
  source: "acme",
  sourceEventId: "evt-paid",
  payment: {
    reference: "pay-2",
    state: "captured",
    captured: 18_900,
    refunds: [
      {
        reference: "re-1",
        amount: 900,
        state: "succeeded",
        createdAt: "2026-01-02T00:00:00Z",
        reason: `${CANARY} sent it back`,
      },
    ],
    disputes: [
      {
        reference: "dp-1",
        amount: 1_000,
        state: "open",
        createdAt: "2026-01-03T00:00:00Z",
        dueBy: "2099-01-01T00:00:00Z",
        reason: `${CANARY} disputes it`,
      },
    ],
  },
});
await shop.api.postEvent("ord-2", {
  stage: "payment",
  status: "failed",
  source: "acme",
  sourceEventId: "evt-declined",
  payment: { reference: "pay-3", state: "failed", reason: `${CANARY} card declined` },
});
await shop.api.postEvent("ord-2", {
  stage: "fulfillment",
  status: "in_progress",
  source: "acme",
  sourceEventId: "evt-parcel",
  parcel: {
    reference: "parcel-1",
    state: "shipped",
    carrier: "DHL",
    trackingNumber: `${CANARY}-1`,
    trackingUrl: `https://track.example/${CANARY}`,
  },
});
await shop.api.put("/members/mem-1/loyalty-steps/step-1", {
  kind: "redemption",
  status: "pending",
  title: `${CANARY} confirms the points`,
});
await shop.api.putOrderUpdates("mem-1", true);
await shop.sweep();
await shop.deliver();
await ada.act("ord-1", 3, { action: "add_note", reason: `${CANARY} called` });
await shop.api.post("/checkout/orchestrations/ord-2/cancel", { reason: `${CANARY} ordered twice` });
await shop.sql(`insert into address_suppressions (address, reason) values ($1, 'bounced')`, [
  EMAIL,
]);
await shop.api.post("/suppressions", { address: EMAIL, reason: "unsubscribed", orderId: "ord-1" });
await shop.api.post("/suppressions/lift", { address: EMAIL, reason: `${CANARY} asked for it` });
await shop.api.post("/suppressions", { address: EMAIL, reason: "complained" });
await shop.sql(
  `insert into development_mailbox (recipient, subject, html, plain) values ($1, $2, $2, $2)`,
  [EMAIL, `${CANARY} mail`],
);
await shop.sql(
  `insert into message_attempts (message_id, attempt, outcome, error)
  select message_id, 7, 'retry', $1 from prompts where order_id = 'ord-1'`,
  [`550 ${EMAIL} unknown`],
);
await shop.sql(
  `insert into webhook_inbox (source, account, event_id, body, body_hash, state, event_type, order_id, settled_at)
  values ('stripe', '', 'evt-9', $1, sha256($1), 'applied', 'charge.failed', 'ord-1', now())`,
  [Buffer.from(`{"holder":"${CANARY} holder"}`)],
);
// A mail service names the address, and no order.
await shop.sql(
  `insert into webhook_inbox (source, account, event_id, body, body_hash, state, mailboxes, settled_at)
  values ('postmark', '', 'Bounce:9', $1, sha256($1), 'applied', array[$2], now())`,
  [Buffer.from(`{"Email":"${EMAIL}"}`), EMAIL.toLowerCase()],
);
await shop.api.postEvent("ord-parked", {
  stage: "payment",
  status: "completed",
  source: "acme",
  sourceEventId: "evt-2",
});
const shape = async (orderId: string) =>
  shop.sql(
    `select version, kind, stage, status, disposition, source, source_event_id, actor, occurred_at, recorded_at,
      current_stage_after, status_after, next_action_at_after from orchestration_events
    where order_id = $1 order by version`,
    [orderId],
  );

type Payment = OrderPage["orchestration"]["payments"][number];

/** All that an erased payment still says. */
function withoutTexts(payment: Payment): Payment {
  return {
    ...payment,
    methodName: null,
    nextStep: payment.nextStep && { ...payment.nextStep, url: null },
    reason: null,
    refunds: payment.refunds.map((refund) => ({ ...refund, reason: null })),
    disputes: payment.disputes.map((dispute) => ({ ...dispute, reason: null })),
  };
}

test("the canary is in many places before the erasure", async () => {
  expect((await dump()).split(CANARY).length).toBeGreaterThan(12);
});

test("the typed confirmation must be the member's id", async () => {
  const answer = await ada.send("POST", "/members/mem-1/erase", {
    confirm: "mem-2",
    reason: "Asked",
  });
  expect(codeOf(answer)).toBe("erasure_unconfirmed");
  expect(await shop.sql("select 1 from members where member_id = 'mem-1'")).toHaveLength(1);
});

test("only an admin erases", async () => {
  const bo = await signInAs(shop, "operator");
  const answer = await bo.send("POST", "/members/mem-1/erase", {
    confirm: "mem-1",
    reason: "Asked",
  });
  expect(codeOf(answer)).toBe("role_insufficient");
});

test("a member is not erased while a message to them is on its way", async () => {
  const lease = `update prompts set state = 'sending', sent_at = null, lease_token = gen_random_uuid(),
    lease_until = now() where order_id = 'ord-1'`;
  await shop.sql(lease);
  const answer = await ada.send("POST", "/members/mem-1/erase", {
    confirm: "mem-1",
    reason: "Asked",
  });
  expect(codeOf(answer)).toBe("version_conflict");
  await shop.sql(`update prompts set state = 'sent', sent_at = now(), lease_token = null, lease_until = null
    where order_id = 'ord-1'`);
});

test("afterwards no table contains the person's data; the timeline keeps its shape and replays", async () => {
  const before = await shape("ord-1");
  const other = await shop.api.read("ord-other");
  const { money, payments } = await shop.api.read("ord-2");
  const answer = await ada.send("POST", "/members/mem-1/erase", {
    confirm: "mem-1",
    reason: "Asked by letter",
  });
  expect(answer.body).toMatchObject({ memberId: "mem-1", orders: 2 });
  expect(await dump()).not.toContain(CANARY);
  const paid = await shop.api.read("ord-2");
  expect(paid.money).toEqual(money);
  expect(paid.money).toMatchObject({ captured: 18_900, refunded: 900, disputed: 1_000 });
  expect(paid.payments).toEqual(payments.map(withoutTexts));
  expect(await shape("ord-1")).toEqual(before);
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
  const broken = (await checkInvariants(shop.context)).filter(({ count }) => count > 0);
  expect(broken.map(({ name }) => name)).toEqual([]);
  expect(await shop.api.read("ord-other")).toEqual(other);
  const page = await ada.get("/members/mem-1");
  expect(page.body).toMatchObject({
    shopper: { state: "erased", member: null },
    erasure: { by: "Ada Admin", reason: "Asked by letter" },
  });
});

test("the timeline stays append-only for everybody else", async () => {
  await expect(shop.sql("update orchestration_events set note = 'x'")).rejects.toThrow(
    "append-only",
  );
  const disguised = shop.sql(
    `with c as (select set_config('followthrough.erasing', 'on', true))
    update orchestration_events set status = 'completed' from c where order_id = 'ord-other'`,
  );
  await expect(disguised).rejects.toThrow("append-only");
  const rounded = shop.sql(
    `with c as (select set_config('followthrough.erasing', 'on', true))
    update orchestration_events set money = jsonb_set(money, '{bill,total}', '1') from c
    where order_id = 'ord-other' and money ? 'bill'`,
  );
  await expect(rounded).rejects.toThrow("append-only");
  await expect(shop.sql("delete from orchestration_events")).rejects.toThrow("append-only");
});
