import { type Accepted, accept, blankEntry, standingOf } from "../accept.ts";
import { clearNotes, noteMissingMember } from "../engine-notes.ts";
import type { EscalationReason } from "../escalation.ts";
import type { ReconsiderEvent, SweepEvent } from "../events.ts";
import type { Orchestration } from "../orchestration.ts";
import { type Refused, refuse } from "../refused.ts";
import { isTerminal } from "../stage.ts";
import type { Entry } from "../timeline.ts";
import { OUT_OF_REACH } from "./reachability.ts";

/** Records what a sweep decided. @param now epoch milliseconds */
export function recordSweep(
  state: Orchestration,
  event: SweepEvent,
  now: number,
): Accepted | Refused {
  const { decision, policyVersion, runId } = event;
  // A closed order is decided only when it needs an operator at a set time.
  if (isTerminal(state) && decision.kind !== "escalate") return refuse("orchestration_closed");
  const escalated = decision.kind === "escalate" ? decision.reason : null;
  const step = "step" in decision ? { step: decision.step } : {};
  const ahead = "ahead" in decision ? decision.ahead : undefined;
  const since = "deferredSince" in decision ? decision.deferredSince : undefined;
  const entry: Entry = {
    ...blankEntry(state, now),
    ...(ahead === undefined ? {} : { stage: ahead }),
    kind: "sweep",
    note: { code: "sweep_executed" },
    payload: {
      decision: decision.kind,
      reason: decision.reason,
      ...step,
      ...(ahead === undefined ? {} : { ahead: true }),
      ...(since === undefined ? {} : { deferredSince: new Date(since).toISOString() }),
      policyVersion,
      runId,
    },
    metadataPatch: notesOf(state, decision),
    actor: "sweep",
    after: { ...standingOf(state), nextActionAt: decision.nextActionAt },
  };
  const reason = "raises" in decision ? decision.raises : escalated;
  // A shopper who can be written to is not out of reach any more.
  const dropped = decision.kind === "prompt" ? OUT_OF_REACH : [];
  return accept(state, entry, { reason, dropped });
}

/** The note that the member is unknown stays until a decision shows that it is known. */
function notesOf({ metadata }: Orchestration, decision: SweepEvent["decision"]) {
  if (decision.kind === "defer") return null;
  if (decision.kind !== "escalate") return clearNotes(metadata);
  if (decision.reason === "missing_member") return noteMissingMember(metadata);
  // What the order needs at a set time is decided before its member is looked for.
  return OF_KNOWN_MEMBER.includes(decision.reason) ? clearNotes(metadata) : null;
}

const OF_KNOWN_MEMBER: readonly EscalationReason[] = [
  "missing_address",
  "cadence_exhausted",
  "provider_silent",
  "hold_expiring",
  "unreachable",
  "not_prompted",
  "bought_again",
];

/** Makes the order due again. @param now epoch milliseconds */
export function reconsider(state: Orchestration, event: ReconsiderEvent, now: number): Accepted {
  const after = { ...standingOf(state), nextActionAt: now };
  const { note, actor = "member", resolves, cadenceStep, withdraws = false } = event;
  const entry = {
    ...blankEntry(state, now),
    kind: "reconsidered",
    note,
    actor,
    payload: cadenceStep === undefined ? null : { cadenceStep },
    metadataPatch: resolves.includes("missing_member") ? clearNotes(state.metadata) : null,
    after,
  } as const;
  const { effects, ...accepted } = accept(state, entry, { reason: null, dropped: resolves });
  // Steps are given back within the stage, so the order has not moved on.
  const withdrawsPrompts = effects.withdrawsPrompts || withdraws;
  return {
    ...accepted,
    effects: { ...effects, movedOn: false, withdrawsPrompts, resolves, settles: [] },
  };
}
