import type { CheckView, EntryCheck } from "@followthrough/core/contract";
import {
  beganAt,
  checkWaitsOn,
  type EntryThings,
  type Orchestration,
} from "@followthrough/core/domain";
import { iso } from "../platform/postgres/times.ts";

/** An order's identity checks and fraud reviews as callers see them, the latest first. */
export function viewChecks({ things }: Pick<Orchestration, "things">): CheckView[] {
  return Object.values(things.checks)
    .toSorted((a, b) => beganAt(b) - beganAt(a))
    .map((check) => {
      const { kind, source, account, reference, latest, failures } = check;
      const { state, reason, url } = latest;
      const waitingOn = checkWaitsOn(check);
      return {
        kind,
        source,
        account,
        reference,
        state,
        since: iso(beganAt(check)),
        reason,
        url,
        failures: Object.keys(failures).length,
        waitingOn,
      };
    });
}

/** What a timeline entry reports of checks, as callers see it. */
export function viewCheckReports(things: EntryThings | null): EntryCheck[] {
  return (things?.checks ?? []).map(({ kind, reference, state, reason }) => {
    return { kind, reference, state, reason };
  });
}
