import type { Context } from "../platform/context.ts";
import type { CommitBatcher } from "./commit/commit-batcher.ts";
import type { OrderReads } from "./shared-reads.ts";
import type { PaymentPage } from "./view-money.ts";

/** What verbs need that share their writes or reads with other callers of the same moment. */
export interface LifecycleContext extends Context {
  /** Commits events in groups when many callers report at once. */
  readonly commits: CommitBatcher;
  /** Reads orders in groups when many callers request them at once. */
  readonly reads: OrderReads;
  readonly paymentPage: PaymentPage;
}
