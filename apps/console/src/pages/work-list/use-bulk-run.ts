import type { BulkAction } from "@followthrough/core/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { act } from "../../api/act.ts";
import { ApiFailure } from "../../api/ask.ts";
import { failureSentence, refusalSentence } from "../../words/refusals.ts";
import { actionOnRow } from "./bulk-action.ts";
import type { ShownRow } from "./use-frozen-rows.ts";

/** What became of one row. */
interface RowOutcome {
  readonly row: ShownRow;
  /** Why nothing was done, as a sentence; `null` where it was done. */
  readonly refusal: string | null;
}

/** A run over many rows, as far as it has come. */
export interface BulkRun {
  readonly state: "idle" | "running" | "done";
  readonly outcomes: readonly RowOutcome[];
  readonly total: number;
  readonly start: (what: BulkAction, rows: readonly ShownRow[]) => Promise<void>;
  readonly stop: () => void;
}

/**
 * Acts on one row after the other, so that each has an outcome of its own: a refused row stops none of the others.
 * Rows of one order follow each other, each at the version that the row before it has made.
 */
export function useBulkRun(): BulkRun {
  const queryClient = useQueryClient();
  const [state, setState] = useState<BulkRun["state"]>("idle");
  const [outcomes, setOutcomes] = useState<readonly RowOutcome[]>([]);
  const [total, setTotal] = useState(0);
  const isStopped = useRef(false);
  return {
    state,
    outcomes,
    total,
    stop: () => {
      isStopped.current = true;
    },
    async start(what, rows) {
      isStopped.current = false;
      setState("running");
      setOutcomes([]);
      setTotal(rows.length);
      const steps = new Map<string, number>();
      for (const row of rows) {
        if (isStopped.current) break;
        const step = steps.get(row.orderId) ?? 0;
        const refusal = await actOnRow(what, row, row.version + step);
        if (refusal === null) steps.set(row.orderId, step + 1);
        setOutcomes((known) => [...known, { row, refusal }]);
      }
      setState("done");
      await queryClient.invalidateQueries({ queryKey: ["work-list"] });
    },
  };
}

async function actOnRow(what: BulkAction, row: ShownRow, version: number): Promise<string | null> {
  const action = actionOnRow(what, row);
  if (action === null) return refusalSentence("escalation_unknown", null);
  try {
    await act({ orderId: row.orderId, version }, action, crypto.randomUUID());
    return null;
  } catch (error) {
    if (error instanceof ApiFailure && error.code === "precondition_failed") {
      return "It has moved since you saw it; nothing was done to it.";
    }
    return failureSentence(error);
  }
}
