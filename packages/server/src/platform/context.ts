import type { RecoveryPolicy } from "@followthrough/core/domain";
import type { Logger } from "pino";
import type { ChangeNotifier } from "./change-notifier.ts";
import type { Pool } from "./postgres/database.ts";

/** Who keeps the points: our own ledger, or the shop's points program, which receives a request for each hold. */
type PointsKeeper = "ledger" | "program";

/**
 * What every verb needs, and everything it takes to commit an event. A room that needs more declares its own
 * context, which extends this one.
 */
export interface Context {
  readonly pool: Pool;
  readonly policy: RecoveryPolicy;
  readonly log: Logger;
  readonly changes: ChangeNotifier;
  readonly pointsKeeper: PointsKeeper;
  /** Whether payments in a provider's test mode count for every order, and not only for test orders. */
  readonly countsTest: boolean;
  /** Orders that were placed before this are only followed (epoch milliseconds); `null`: before the first start. */
  readonly goLiveAt: number | null;
}
