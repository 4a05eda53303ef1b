import type { Orchestration, RecoveryDecision, Stage } from "@followthrough/core/domain";
import { isoOrNull } from "../platform/postgres/times.ts";

/** The stage that a prompt asks for. */
export function promptStage(
  { currentStage }: Orchestration,
  { ahead }: Extract<RecoveryDecision, { kind: "prompt" }>,
): Stage {
  const stage = ahead ?? currentStage;
  if (stage === "completed") throw new Error("A closed order gets no prompt");
  return stage;
}

/** The promised day that a prompt says is over (ISO 8601); `null` if it asks for something. */
export function toldDay({ things }: Orchestration, { reason }: RecoveryDecision): string | null {
  return reason === "late" ? isoOrNull(things.promisedBy) : null;
}
