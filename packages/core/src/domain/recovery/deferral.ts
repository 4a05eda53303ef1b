import type { Deferral, Orchestration } from "../orchestration.ts";
import type { Entry } from "../timeline.ts";
import { OPERATOR_AT_WORK } from "./recovery-decision.ts";

/**
 * A deferral lasts as long as the sweep's plan: until another decision, or news that change the plan. A pause ends it,
 * because its time is not time in which a prompt was put off.
 *
 * @param next the state after the entry
 */
export function withDeferral(
  state: Orchestration,
  next: Orchestration,
  { kind, payload }: Pick<Entry, "kind" | "payload">,
): Orchestration {
  const deferral = kind === "sweep" ? deferralIn(payload) : state.deferral;
  const isPlanned =
    kind === "sweep" ||
    (kind !== "paused" &&
      next.nextActionAt === state.nextActionAt &&
      next.stageEntry === state.stageEntry);
  if (deferral !== undefined && isPlanned) return { ...next, deferral };
  if (next.deferral === undefined) return next;
  const { deferral: _, ...rest } = next;
  return rest;
}

function deferralIn(payload: Entry["payload"]): Deferral | undefined {
  const { deferredSince, policyVersion, decision, reason } = payload ?? {};
  if (typeof policyVersion !== "string") return undefined;
  if (typeof deferredSince === "string") return { since: Date.parse(deferredSince), policyVersion };
  const isHeldBack = decision === "defer" && reason === OPERATOR_AT_WORK;
  return isHeldBack ? { since: null, policyVersion } : undefined;
}
