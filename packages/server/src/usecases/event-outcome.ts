import { hash } from "node:crypto";
import type { EventOutcome } from "@followthrough/core/contract";
import type { Entry } from "@followthrough/core/domain";
import { isoOrNull } from "../db/orchestration-row.ts";

/** What became of an event; from its timeline entry alone, so that a repeat gets the same answer. */
export function outcomeOf(orderId: string, { disposition, version, after }: Entry): EventOutcome {
  const { currentStage, status, waitingOn } = after;
  const nextActionAt = isoOrNull(after.nextActionAt);
  return { orderId, disposition, version, currentStage, status, waitingOn, nextActionAt };
}

/** A stable hash of what a caller asked for, to tell a retry from another request with the same key. */
export function hashRequest(...parts: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url");
}
