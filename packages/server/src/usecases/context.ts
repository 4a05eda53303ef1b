import type { RecoveryPolicy } from "@followthrough/core/domain";
import type { Logger } from "pino";
import type { Pool } from "../db/database.ts";
import type { ChangeNotifier } from "./change-notifier.ts";

/** What every use case that writes is given. */
export interface Context {
  readonly pool: Pool;
  readonly policy: RecoveryPolicy;
  readonly log: Logger;
  readonly changes: ChangeNotifier;
}
