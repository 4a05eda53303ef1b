import { PolicyPage, PolicyReplay } from "@followthrough/core/contract";
import { afterAll, expect, test } from "vitest";
import { createPolicyInForce } from "../../src/policy/policy-in-force.ts";
import { codeOf } from "../support/api.ts";
import { PLAIN_POLICY, startTestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";

const shop = await startTestApp(PLAIN_POLICY, "*/30 * * * *");
const ada = await signInAs(shop, "admin", "Ada Admin");
afterAll(() => shop.close());

const FROM = new Date(Date.now() - 60 * 60_000).toISOString();
const later = () => new Date(Date.now() + 60_000).toISOString();

// Three members' payments are due, and one of them opted out. Two sweeps give the replay something to compare.
for (const id of ["one", "two", "three"]) {
  await shop.api.putMember(id);
  await shop.api.putOrder(id, { memberId: id });
  await shop.api.postEvent(id, {
    stage: "payment",
    status: "waiting",
    nextActionAt: "2026-01-01T00:00:00Z",
  });
}
await shop.api.putOrderUpdates("three", false);
await shop.sweep();
await shop.sweep();

async function replay(text: string): Promise<PolicyReplay> {
  const answer = await ada.send("POST", "/policy/replay", { text, from: FROM, to: later() });
  return PolicyReplay.parse(answer.body);
}

async function textInForce(): Promise<string> {
  return PolicyPage.parse((await ada.get("/policy")).body).inForce.text;
}

test("simulating the policy in force gives exactly what was recorded", async () => {
  const report = await replay(await textInForce());
  expect(report.recorded).toEqual({ prompt: 2, defer: 0, suppress: 1, escalate: 0 });
  expect(report.replayed).toEqual(report.recorded);
  expect(report).toMatchObject({ same: 2, differenceCount: 0, orders: 3, isWhole: true });
});

test("simulating another policy gives what it would have decided, for whom and when", async () => {
  const held = await replay(
    "version: all-held\nstages: {payment: {holdOut: 1}}\nquietHours: off\nfrequencyCap: off",
  );
  expect(held.replayed).toEqual({ prompt: 0, defer: 0, suppress: 3, escalate: 0 });
  const differences = held.differences.map(({ orderId, replayedAt }) => [orderId, replayedAt]);
  expect(differences.sort()).toEqual([
    ["one", null],
    ["two", null],
  ]);
  expect(held.byStage[0]).toEqual({ stage: "payment", recorded: 2, replayed: 0 });
});

test("a simulation changes nothing", async () => {
  const before = await shop.sql("select * from orchestrations order by order_id");
  await replay("version: other\nstages: {payment: {patience: 1s}}");
  expect(await shop.sql("select * from orchestrations order by order_id")).toEqual(before);
});

test("every problem of a document is listed, and it can be neither simulated nor adopted", async () => {
  const text = "version: 1\nquietHour: off";
  const check = (await ada.send("POST", "/policy/check", { text })).body as { faults: string[] };
  expect(check.faults).toHaveLength(2);
  const range = { text, from: FROM, to: later() };
  expect(codeOf(await ada.send("POST", "/policy/replay", range))).toBe("policy_invalid");
  const adoption = { text, reason: "Try", inForce: PLAIN_POLICY.version };
  expect(codeOf(await ada.send("POST", "/policy/adopt", adoption))).toBe("policy_invalid");
});

test("an adopted policy is in force for every process, and the next sweep decides by it", async () => {
  const text =
    "version: shop-2\nquietHours: off\nfrequencyCap: off\nstages: {payment: {cadence: [0m, 1h]}}";
  const elsewhere = createPolicyInForce(
    shop.context.pool,
    shop.context.log,
    shop.context.policies.start,
  );
  const answer = await ada.send("POST", "/policy/adopt", {
    text,
    reason: "Fewer mails",
    inForce: PLAIN_POLICY.version,
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    inForce: {
      version: "shop-2",
      source: "console",
      adoptedBy: "Ada Admin",
      reason: "Fewer mails",
    },
  });
  expect(shop.context.policy.version).toBe("shop-2");
  await elsewhere.refresh();
  expect(elsewhere.current().stages.payment.cadenceMs).toEqual([0, 3_600_000]);
  await shop.api.putOrder("four", { memberId: "one" });
  await shop.api.postEvent("four", {
    stage: "payment",
    status: "waiting",
    nextActionAt: "2026-01-01T00:00:00Z",
  });
  await shop.sweep();
  const entry = (await shop.api.read("four")).events.at(-1);
  expect(entry?.payload).toMatchObject({ policyVersion: "shop-2" });
});

test("only an operator who has seen the policy in force replaces it, and no version is adopted twice", async () => {
  const adopt = (version: string, inForce: string) =>
    ada.send("POST", "/policy/adopt", { text: `version: ${version}`, reason: "Why not", inForce });
  expect(codeOf(await adopt("shop-3", PLAIN_POLICY.version))).toBe("policy_moved");
  expect(codeOf(await adopt("shop-2", "shop-2"))).toBe("policy_version_taken");
  expect((await adopt("shop-3", "shop-2")).status).toBe(200);
  const { versions } = PolicyPage.parse((await ada.get("/policy")).body);
  expect(versions.map(({ version }) => version)).toEqual(["shop-3", "shop-2"]);
});

test("when two operators adopt at once, one is refused because the policy has changed", async () => {
  const adopt = (version: string) =>
    ada.send("POST", "/policy/adopt", {
      text: `version: ${version}`,
      reason: "Race",
      inForce: "shop-3",
    });
  const codes = (await Promise.all([adopt("race-1"), adopt("race-2")])).map(codeOf);
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect(codes.filter((code) => code === "policy_moved")).toHaveLength(1);
});

test("only an admin adopts", async () => {
  const bo = await signInAs(shop, "operator");
  const answer = await bo.send("POST", "/policy/adopt", {
    text: "version: x",
    reason: "y",
    inForce: "shop-3",
  });
  expect(codeOf(answer)).toBe("role_insufficient");
});
