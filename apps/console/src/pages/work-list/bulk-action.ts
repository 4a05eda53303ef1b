import type { BulkAction, OrderAction, SignedIn } from "@followthrough/core/contract";
import type { ShownRow } from "./use-frozen-rows.ts";

/** An action that can be done to many orders. */
export type BulkName = BulkAction["action"];

/** What was typed into the dialog. */
export interface BulkInput {
  readonly reason: string;
  /** RFC 3339; of a pause. */
  readonly until: string;
}

/** The action as a whole, for its preview. */
export function bulkAction(name: BulkName, { reason, until }: BulkInput, by: SignedIn): BulkAction {
  switch (name) {
    case "pause":
      return { action: name, until, reason };
    case "assign":
      return { action: name, assignee: by.name, reason };
    default:
      return { action: name, reason };
  }
}

/** What is done to one row of it; nothing where the row has no escalation to do it to. */
export function actionOnRow(what: BulkAction, row: ShownRow): OrderAction | null {
  switch (what.action) {
    case "assign":
      return row.kind === "escalation" ? { ...what, escalationId: row.key } : null;
    case "resolve":
      return row.kind === "escalation" ? { ...what, escalationId: row.key } : null;
    default:
      return what;
  }
}

/** One row for each order; an escalation's own row where that is what is acted on. */
export function rowsToActOn(name: BulkName, rows: readonly ShownRow[]): ShownRow[] {
  if (name === "assign" || name === "resolve") return [...rows];
  return [...new Map(rows.map((row) => [row.orderId, row])).values()];
}
