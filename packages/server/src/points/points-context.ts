import type { ApplyOperation } from "../ledger/apply-operations.ts";
import type { PointsProgram } from "../ledger/points-program.ts";
import type { Context } from "../platform/context.ts";

/** What the verbs need that move points outside an order's own transaction. */
export interface PointsContext extends Context {
  /** Applies operations to our own ledger; refuses them if a points program keeps the points. */
  readonly ledger: ApplyOperation;
  /** The shop's points program; `null` if our own ledger keeps the points. */
  readonly program: PointsProgram | null;
}
