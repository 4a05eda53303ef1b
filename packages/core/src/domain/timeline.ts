import type { EntryMoney } from "./money/bill.ts";
import type { Note } from "./note.ts";
import type { Standing } from "./orchestration.ts";
import type { CurrentStage, OrchestrationStatus, WaitingOn } from "./stage.ts";
import type { EntryThings } from "./things/order-things.ts";

/** What became of an event. */
export const DISPOSITIONS = ["applied", "superseded", "late", "parked"] as const;

/** What became of an event. */
type Disposition = (typeof DISPOSITIONS)[number];

/**
 * What a timeline entry records: the placing of the order, an event about a stage, a decision of the recovery
 * sweep, the cancellation, a pause and its end, another action of an operator, a change that requires
 * a new decision, or a change of what the order is to be paid.
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
  "order_changed",
] as const;

/** What a timeline entry records. */
type EntryKind = (typeof ENTRY_KINDS)[number];

/**
 * The engine's note in the metadata of an order whose member was never reported. It is not text for people but a value
 * of the API: shops look for it there.
 */
export const MISSING_MEMBER_NOTE = "Missing member for checkout recovery";

/** The actor of entries that come from a provider's message. */
export const WEBHOOK_ACTOR = "webhook";

/** One entry of the append-only audit trail. Times are epoch milliseconds. */
export interface Entry {
  /** The entry's number, from 1 without gaps; the orchestration's version after it. */
  readonly version: number;
  readonly kind: EntryKind;
  /** The stage that the entry is about; for where the order stands, see `after`. */
  readonly stage: CurrentStage;
  readonly status: OrchestrationStatus;
  readonly disposition: Exclude<Disposition, "parked">;
  readonly reopens: boolean;
  readonly note: Note | null;
  readonly payload: Readonly<Record<string, unknown>> | null;
  /** What the source requested, unchanged. */
  readonly asked: { readonly waitingOn: WaitingOn | null; readonly nextActionAt: number | null };
  readonly metadataPatch: Readonly<Record<string, unknown>> | null;
  /** What it says about the order's money. */
  readonly money: EntryMoney | null;
  /** What it says about checks, parcels, the promised date and the required stages. */
  readonly things: EntryThings | null;
  /** The needs for an operator after it, if they changed. Entries of earlier versions don't say it. */
  readonly needs: readonly string[] | null;
  readonly source: string | null;
  readonly sourceEventId: string | null;
  /** Who caused it: `api`, `sweep`, `member`, `webhook`, `provider`, or an operator's name. */
  readonly actor: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  /** Where the order stood after this entry. */
  readonly after: Standing;
}
