import type { CommitContext } from "./commit-context.ts";
import type { CommitQueue } from "./commit-queue.ts";
import type { OrderReads } from "./order-reads.ts";
import type { PolicyInForce } from "./policy-in-force.ts";

/**
 * How a sweep treats what else the database is asked meanwhile. `gentle`: small batches, one at a time however
 * many sweep. `full`: large ones side by side, for catching up.
 */
type SweepPace = "gentle" | "full";

/** What the use cases behind the doors are given. */
export interface Context extends CommitContext {
  /** Where the events go that many callers report at once. */
  readonly commits: CommitQueue;
  readonly sweepPace: SweepPace;
  /** Where `policy` comes from. */
  readonly policies: PolicyInForce;
  /** Where the reads go that many callers make at once. */
  readonly reads: OrderReads;
}
