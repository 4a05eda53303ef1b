import { describe, expect, test } from "vitest";
import {
  type EscalationReason,
  type Orchestration,
  type Reach,
  reachabilityChange,
} from "../../src/domain/index.ts";
import {
  accepted,
  after,
  at,
  cancelledOrder,
  completedOrder,
  fact,
  placed,
} from "../support/order.ts";

const unpaid = placed();

/** An order that a sweep has escalated for this reason, at this step. */
function told(reason: EscalationReason, cadenceStep = 0): Orchestration {
  const decision = { kind: "escalate", reason, nextActionAt: at(9_000) } as const;
  const sweep = { kind: "sweep", decision, policyVersion: "default-1", runId: "run" } as const;
  return { ...after(unpaid, sweep), cadenceStep };
}

const prompted = { ...unpaid, cadenceStep: 1 };

/** What was decided, if this was the latest decision. */
const PROMPT = { kind: "prompt", reason: "waiting_on_member" } as const;
const suppressed = (reason: string) => ({ kind: "suppress", reason }) as const;
const deferred = (reason: string) => ({ kind: "defer", reason }) as const;

function change(order: Orchestration, known: Partial<Reach>) {
  const nothing = { lacks: null, decided: null, mails: 0, isLatestUnsent: false };
  const reach = { ...nothing, isMisdirected: false, ...known };
  return reachabilityChange(order, reach);
}

const REACHED = ["missing_member", "missing_address", "unreachable"];

describe("mail that reaches the shopper again", () => {
  test.each<[string, Orchestration, Partial<Reach>]>([
    ["after it was a test order", unpaid, { decided: suppressed("test_order") }],
    ["after an opt-out", unpaid, { decided: suppressed("opted_out") }],
    ["after a click on unsubscribe", unpaid, { decided: suppressed("unsubscribed") }],
    ["after a bounce that a sweep found", unpaid, { decided: suppressed("address_bounced") }],
    ["after a complaint", unpaid, { decided: suppressed("complained") }],
    ["after an address was missing", told("missing_address"), {}],
    ["after the member was missing", told("missing_member"), {}],
    ["after an operator learned of it, and other news came", told("unreachable"), {}],
    ["after it was found to be late", unpaid, { decided: { kind: "escalate", reason: "late" } }],
    ["after an operator's work", unpaid, { decided: deferred("operator_at_work") }],
  ])("makes the order due: %s", (_name, order, known) => {
    expect(change(order, known)).toEqual({ resolves: REACHED });
  });

  test("gives back the steps whose mail never went out", () => {
    const known = { decided: PROMPT, isLatestUnsent: true };
    expect(change(prompted, known)).toEqual({ resolves: REACHED, cadenceStep: 0 });
    const second = { ...unpaid, cadenceStep: 2 };
    expect(change(second, { ...known, mails: 1 })).toMatchObject({ cadenceStep: 1 });
    expect(change(told("unreachable", 2), { mails: 2 })).toEqual({ resolves: REACHED });
  });

  test("withdraws what was decided for another member or mailbox, and gives its step back", () => {
    const known = { decided: PROMPT, isMisdirected: true };
    const withdrawn = { resolves: REACHED, cadenceStep: 0, withdraws: true };
    expect(change(prompted, known)).toEqual(withdrawn);
    expect(change(told("missing_address", 1), { ...known, lacks: "missing_address" })).toEqual({
      resolves: [],
      cadenceStep: 1,
      withdraws: true,
    });
    const elsewhere = { ...prompted, waitingOn: "provider" } as const;
    expect(change(elsewhere, known)).toEqual({ resolves: REACHED, withdraws: true });
    expect(change(cancelledOrder(), known)).toBeNull();
    const event = { kind: "reconsidered", note: "Moved", resolves: [], withdraws: true } as const;
    expect(accepted(elsewhere, event).effects.withdrawsPrompts).toBe(true);
  });

  test("ends an exhausted cadence only if some of its mail never went out", () => {
    const exhausted = told("cadence_exhausted", 4);
    expect(change(exhausted, { mails: 4 })).toBeNull();
    const back = { resolves: [...REACHED, "cadence_exhausted"], cadenceStep: 3 };
    expect(change(exhausted, { mails: 3 })).toEqual(back);
    const decided = { kind: "escalate", reason: "cadence_exhausted" } as const;
    expect(change({ ...unpaid, cadenceStep: 4, needs: null }, { mails: 3, decided })).toEqual(back);
  });

  test.each<[string, Orchestration, Partial<Reach>]>([
    ["whose mail went out", prompted, { decided: PROMPT, mails: 1 }],
    ["whose mail is still to go out", prompted, { decided: PROMPT }],
    ["that waits for the night's end", unpaid, { decided: deferred("quiet_hours") }],
    ["that no sweep has decided", unpaid, {}],
    ["of the control group", prompted, { decided: suppressed("hold_out") }],
    ["that was bought again", told("bought_again"), { decided: suppressed("bought_again") }],
    ["that is cancelled", cancelledOrder(), { isLatestUnsent: true }],
    ["that is completed", completedOrder(), { isLatestUnsent: true }],
    ["that is followed silently", { ...unpaid, isSilent: true }, { isLatestUnsent: true }],
  ])("leaves an order alone %s", (_name, order, known) => {
    expect(change(order, known)).toBeNull();
  });

  test("does not restart the steps of a stage that waits on somebody else", () => {
    const order = { ...after(unpaid, fact("payment", "in_progress", 5)), cadenceStep: 1 };
    expect(change(order, { isLatestUnsent: true })).toEqual({ resolves: REACHED });
  });
});

describe("mail that no longer reaches the shopper", () => {
  const lacks = "unreachable";

  test.each<[string, Partial<Reach>]>([
    ["a mail was sent", { decided: PROMPT, mails: 1 }],
    ["the mail was given up", { decided: PROMPT, isLatestUnsent: true }],
    ["a mail was planned", { decided: deferred("frequency_cap") }],
  ])("makes the order due after %s, and gives nothing back", (_name, known) => {
    expect(change(prompted, { lacks, ...known })).toEqual({
      resolves: ["missing_member", "missing_address"],
    });
  });

  test.each<[string, Orchestration, Partial<Reach>]>([
    ["that no sweep has decided", unpaid, {}],
    ["whose operator knows it", told("unreachable"), { decided: suppressed("opted_out") }],
    [
      "that waits on a provider",
      after(unpaid, fact("payment", "in_progress", 5)),
      { decided: PROMPT },
    ],
  ])("leaves an order alone %s", (_name, order, known) => {
    expect(change(order, { lacks, ...known })).toBeNull();
  });

  test("replaces another reason", () => {
    const found = change(told("missing_member"), { lacks });
    expect(found).toEqual({ resolves: ["missing_member", "missing_address"] });
  });
});

test("given-back steps begin a visit of their own within the stage, and withdraw what waits", () => {
  const order = told("unreachable", 2);
  const event = { kind: "reconsidered", note: "Corrected", resolves: ["unreachable"] } as const;
  const { next, entry, effects } = accepted(order, { ...event, cadenceStep: 1 }, 60);
  expect(next).toMatchObject({ stageEntry: 2, cadenceStep: 1, needs: [], nextActionAt: at(60) });
  expect(entry.payload).toEqual({ cadenceStep: 1 });
  expect(effects).toMatchObject({
    movedOn: false,
    withdrawsPrompts: true,
    resolves: ["unreachable"],
  });
  const kept = accepted(order, event, 60);
  expect(kept.next).toMatchObject({ stageEntry: 1, cadenceStep: 2, needs: [] });
  expect(kept.effects.withdrawsPrompts).toBe(false);
});
