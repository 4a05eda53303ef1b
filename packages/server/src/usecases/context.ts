import type { Provider } from "@followthrough/core/domain";
import type { LoyaltyProvider } from "../loyalty/loyalty-provider.ts";
import type { CommitContext } from "./commit-context.ts";
import type { CommitQueue } from "./commit-queue.ts";
import type { MessageIntake } from "./message-intake.ts";
import type { OperateLedger } from "./operate-ledger.ts";
import type { OrderReads } from "./order-reads.ts";
import type { PolicyInForce } from "./policy-in-force.ts";

/**
 * How a sweep treats what else the database is asked meanwhile. `gentle`: small batches, one at a time however
 * many sweep, a rest after each. `full`: large ones side by side, for catching up.
 */
type SweepPace = "gentle" | "full";

/** What the use cases behind the doors are given. */
export interface Context extends CommitContext {
  /** Where the events go that many callers report at once. */
  readonly commits: CommitQueue;
  /** The ledger's door beside the orders' own transactions. */
  readonly ledger: OperateLedger;
  /** The shop's own programme, where one keeps the points. */
  readonly programme: LoyaltyProvider | null;
  readonly sweepPace: SweepPace;
  /** Where `policy` comes from. */
  readonly policies: PolicyInForce;
  /** The providers that are asked before a member is written to. */
  readonly asks: readonly Provider[];
  /** Where the reads go that many callers make at once. */
  readonly reads: OrderReads;
  /** Where the messages of providers go that come at once. */
  readonly intake: MessageIntake;
}
