import type { BulkAction } from "@followthrough/core/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { act } from "../../api/act.ts";
import { ApiFailure } from "../../api/ask.ts";
import { failureSentence } from "../../words/refusals.ts";
import { actionOnRow } from "./bulk-action.ts";
import type { ShownRow } from "./use-frozen-rows.ts";

/** How it went with one row. */
interface RowOutcome {
  readonly row: ShownRow;
  readonly fault: string | null;
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
 * Acts on row after row, so that each is told apart: a row that is refused stops none of the others. Rows of one
 * order follow each other at the version that the one before has made.
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
        const fault = await actOnRow(what, row, row.version + step);
        if (fault === null) steps.set(row.orderId, step + 1);
        setOutcomes((known) => [...known, { row, fault }]);
      }
      setState("done");
      await queryClient.invalidateQueries({ queryKey: ["queue"] });
    },
  };
}

async function actOnRow(what: BulkAction, row: ShownRow, version: number): Promise<string | null> {
  const action = actionOnRow(what, row);
  if (action === null) return "It has no open escalation.";
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
