import type { Committed } from "../../platform/change.ts";
import { type Refusal, refuse, refuseWith } from "../../platform/result.ts";

/** The stored answer to an earlier request with the same key for the same order. */
interface StoredAnswer {
  readonly requestHash: string;
  readonly answer: unknown;
}

/**
 * The answer to an earlier request with this key, so that a repeat has no second effect.
 *
 * @param requestHash tells a repeat from another request with the same key. It must cover the verb's name, so
 * that a stored answer always belongs to the same verb
 * @returns `null` when there was no such request
 */
export function answerRepeat<Answer>(
  stored: StoredAnswer | null,
  requestHash: string,
): Committed<Answer> | Refusal | null {
  if (stored === null) return null;
  if (stored.requestHash !== requestHash) return refuse("idempotency_key_reused");
  return { ok: true, answer: stored.answer as Answer, replayed: true };
}

/** Refuses a request based on another version than the present one. @returns `null` when it matches or names none */
export function refuseOtherVersion(expected: number | undefined, version: number): Refusal | null {
  if (expected === undefined || expected === version) return null;
  return refuseWith("precondition_failed", { version });
}
