import type { WirePoint } from "./wire-points.ts";

/** The product's prepared statements that scenarios speak of; a new name there has to be said here. */
export const STATEMENTS = {
  /** An event with all that belongs to it. */
  write: "write_transitions",
  /** A sweep's decisions with their timeline entries and prompts. */
  decide: "write_decisions",
  /** Of a transaction: a sweep's batch, an order with its orchestration. */
  commit: "commit",
  lease: "lease_messages",
  /** Commits the marker before the message's end. */
  mark: "mark_ending",
  /** The last look, while the orders are locked as they are. */
  look: "last_look",
  /** What came of an attempt. */
  record: "record_attempt",
} as const;

/** The lease tokens that such a statement is about: its first parameter, an array or one. */
export function tokensIn({ values }: Pick<WirePoint, "values">): string[] {
  return [...(values[0] ?? "").matchAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)].map(
    ([token]) => token,
  );
}
