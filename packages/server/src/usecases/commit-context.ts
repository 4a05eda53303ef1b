import type { RecoveryPolicy } from "@followthrough/core/domain";
import type { Logger } from "pino";
import type { Pool } from "../db/database.ts";
import type { ChangeNotifier } from "./change-notifier.ts";

/** Who keeps the points: our own ledger, or a programme of the shop's that is asked for each hold. */
type PointsKeeper = "ledger" | "programme";

/** What it takes to commit an event; every use case has it in its `Context`. */
export interface CommitContext {
  readonly pool: Pool;
  readonly policy: RecoveryPolicy;
  readonly log: Logger;
  readonly changes: ChangeNotifier;
  readonly pointsKeeper: PointsKeeper;
}
