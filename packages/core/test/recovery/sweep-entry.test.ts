import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  type Orchestration,
  placeOrder,
  plainMetadata,
  type RecoveryDecision,
  replay,
  type SweepEvent,
} from "../../src/domain/index.ts";
import { accepted, after, at, command, fact, PLACED_AT, placed } from "../support/order.ts";

const NEXT = at(500);
const PROMPT: RecoveryDecision = {
  kind: "prompt",
  reason: "waiting_on_member",
  email: "ada@shop.test",
  step: 0,
  nextActionAt: NEXT,
};
const MISSING: RecoveryDecision = {
  kind: "escalate",
  reason: "missing_member",
  nextActionAt: NEXT,
};

function sweep(decision: RecoveryDecision): SweepEvent {
  return { kind: "sweep", decision, policyVersion: "default-1", runId: "run-7" };
}

describe("a sweep's timeline entry", () => {
  const order = after(placed(), fact("payment", "waiting", 5));

  test("records why the shopper got mail, and what comes next", () => {
    const { entry } = accepted(order, sweep(PROMPT), 60);
    expect(entry).toMatchObject({
      kind: "sweep",
      note: { code: "sweep_executed" },
      actor: "sweep",
      stage: "payment",
      status: "waiting",
      disposition: "applied",
      occurredAt: at(60),
      after: { currentStage: "payment", status: "waiting", nextActionAt: NEXT },
    });
    expect(entry.payload).toEqual({
      decision: "prompt",
      reason: "waiting_on_member",
      step: 0,
      policyVersion: "default-1",
      runId: "run-7",
    });
  });

  test("contains no address, because a timeline is kept permanently", () => {
    const { entry } = accepted(order, sweep(PROMPT));
    expect(JSON.stringify(entry)).not.toContain("ada@shop.test");
  });

  test("changes the next action and the cadence step, but not the stage and status", () => {
    const { next, effects } = accepted(order, sweep(PROMPT));
    expect(next).toEqual({
      ...order,
      version: order.version + 1,
      cadenceStep: 1,
      nextActionAt: NEXT,
    });
    expect(effects).toEqual({
      escalates: [],
      hold: null,
      movedOn: false,
      withdrawsPrompts: false,
      resolves: [],
      settles: [],
    });
  });

  test("writes no metadata for any other reason", () => {
    const other: RecoveryDecision = { ...MISSING, reason: "missing_address" };
    const { next, effects } = accepted(order, sweep(other));
    expect(plainMetadata(next.metadata)).toEqual({});
    expect(effects.escalates).toEqual(["missing_address"]);
  });

  test("that prompts ends what said that the shopper can't be written to", () => {
    const missing = after(order, sweep(MISSING));
    expect(missing.needs).toEqual(["missing_member found.1"]);
    const { next, effects } = accepted(missing, sweep(PROMPT));
    expect(next.needs).toEqual([]);
    expect(effects.settles).toEqual(["missing_member"]);
    const exhausted = after(order, sweep({ ...MISSING, reason: "bought_again" }));
    expect(accepted(exhausted, sweep(PROMPT)).effects.settles).toEqual([]);
  });
});

describe("the engine's note about a missing member", () => {
  const NOTE = "Missing member for checkout recovery";
  const order = after(placed(), fact("payment", "waiting", 5));
  const noted = accepted(order, sweep(MISSING)).next;
  const noting = (state: Orchestration, decision: RecoveryDecision) =>
    accepted(state, sweep(decision), 90).next;

  test("has a key of its own, and is also shown where it used to be", () => {
    const { next, effects } = accepted(order, sweep(MISSING));
    expect(plainMetadata(next.metadata)).toEqual({ "followthrough.note": NOTE, note: NOTE });
    expect(effects.escalates).toEqual(["missing_member"]);
    expect(next.cadenceStep).toBe(0);
  });

  test("is written once", () => {
    expect(accepted(noted, sweep(MISSING), 90).entry.metadataPatch).toBeNull();
  });

  test("never replaces the shop's key of that name", () => {
    const own = after(order, command("payment", "failed", { metadataPatch: { note: "call her" } }));
    const { metadata } = noting(own, MISSING);
    expect(plainMetadata(metadata)).toEqual({ note: "call her", "followthrough.note": NOTE });
  });

  test("is taken back when the member is reported, and by a decision about a known member", () => {
    const resolves = ["missing_member"] as const;
    const reported = {
      kind: "reconsidered",
      note: { code: "member_address_known" },
      resolves,
    } as const;
    expect(plainMetadata(accepted(noted, reported, 90).next.metadata)).toEqual({});
    expect(plainMetadata(noting(noted, PROMPT).metadata)).toEqual({});
    const silent: RecoveryDecision = { ...MISSING, reason: "provider_silent" };
    expect(plainMetadata(noting(noted, silent).metadata)).toEqual({});
  });

  test.each<RecoveryDecision>([
    { kind: "defer", reason: "asking_provider", nextActionAt: NEXT },
    { kind: "escalate", reason: "dispute_open", nextActionAt: NEXT },
  ])("stays after a decision that did not look for the member: $reason", (decision) => {
    expect(plainMetadata(noting(noted, decision).metadata)).toHaveProperty("note", NOTE);
  });

  test("that an earlier version wrote under `note` is taken back, too; the shop's stays", () => {
    const old = { note: { value: NOTE, at: at(60), by: "sweep" } };
    expect(plainMetadata(noting({ ...order, metadata: old }, PROMPT).metadata)).toEqual({});
    const shops = { note: { value: NOTE, at: at(60), by: "" } };
    expect(plainMetadata(noting({ ...order, metadata: shops }, PROMPT).metadata)).toEqual({
      note: NOTE,
    });
  });

  test("replays from entries of both versions", () => {
    const { orchestration, entries } = placeOrder([], PLACED_AT, DEFAULT_POLICY, PLACED_AT);
    const now = accepted(orchestration, sweep(MISSING), 60);
    const old = { ...now.entry, metadataPatch: { note: NOTE } };
    const replayed = replay([...entries, old]);
    expect(replayed.metadata).toEqual({ note: { value: NOTE, at: at(60), by: "sweep" } });
    const cleared = accepted(replayed, sweep(PROMPT), 90);
    expect(replay([...entries, old, cleared.entry])).toEqual(cleared.next);
  });
});
