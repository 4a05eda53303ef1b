import type { Standing } from "./orchestration.ts";
import type { CurrentStage, OrchestrationStatus, WaitingOn } from "./stage.ts";

/** What became of an event. */
export const DISPOSITIONS = ["applied", "superseded", "late", "parked"] as const;

/** What became of an event. */
export type Disposition = (typeof DISPOSITIONS)[number];

/**
 * What a timeline entry records: the order's placing, something said of a stage, a decision of the recovery
 * sweep, the cancellation, a pause and its end, something else that an operator did, or a change at the member
 * that calls for a new decision.
 */
export const ENTRY_KINDS = [
  "placed",
  "stage",
  "sweep",
  "cancelled",
  "paused",
  "resumed",
  "operator",
  "reconsidered",
] as const;

/** What a timeline entry records. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The note of every entry that a sweep writes. */
export const SWEEP_NOTE = "Recovery sweep executed";

/** The note of a stage that is completed because the order does not need it. */
export const NOT_REQUIRED_NOTE = "Not required for this order";

/** The metadata note of an order whose member was never reported. */
export const MISSING_MEMBER_NOTE = "Missing member for checkout recovery";

/** The actor of entries that a provider's message made. */
export const WEBHOOK_ACTOR = "webhook";

/** One entry of the append-only audit trail. Times are epoch milliseconds. */
export interface Entry {
  /** The entry's number, from 1 without gaps; the orchestration's version after it. */
  readonly version: number;
  readonly kind: EntryKind;
  /** What it speaks of; not where the order stands, see `after`. */
  readonly stage: CurrentStage;
  readonly status: OrchestrationStatus;
  readonly disposition: Exclude<Disposition, "parked">;
  readonly reopens: boolean;
  readonly note: string | null;
  readonly payload: Readonly<Record<string, unknown>> | null;
  /** What the source asked for, as it came. */
  readonly asked: { readonly waitingOn: WaitingOn | null; readonly nextActionAt: number | null };
  readonly metadataPatch: Readonly<Record<string, unknown>> | null;
  readonly source: string | null;
  readonly sourceEventId: string | null;
  /** Who said it: `api`, `sweep`, `member`, `webhook`, `provider`, or an operator's name. */
  readonly actor: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  /** Where the order stood after this entry. */
  readonly after: Standing;
}
