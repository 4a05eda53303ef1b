import type { Provider } from "@followthrough/core/domain";
import type { PointsContext } from "../points/points-context.ts";
import type { PolicyContext } from "../policy/policy-context.ts";

/**
 * How much a sweep slows other work on the database. `gentle`: small batches with a rest after each, and only one at a
 * time across all sweeps. `full`: large batches in parallel, for catching up.
 */
type SweepPace = "gentle" | "full";

/** What a sweep and its decisions need. */
export interface RecoveryContext extends PolicyContext, PointsContext {
  readonly sweepPace: SweepPace;
  /** The providers that are asked before a member gets a prompt. */
  readonly asks: readonly Provider[];
}
