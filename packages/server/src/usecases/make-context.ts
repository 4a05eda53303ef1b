import type { Logger } from "pino";
import type { Pool } from "../db/database.ts";
import { createChangeNotifier } from "./change-notifier.ts";
import { createCommitQueue } from "./commit-queue.ts";
import type { Context } from "./context.ts";
import { createMessageIntake } from "./message-intake.ts";
import { createLedgerQueue, refuseLedger } from "./operate-ledger.ts";
import { createOrderReads } from "./order-reads.ts";
import { createPolicyInForce, type StartPolicy } from "./policy-in-force.ts";

/** What a context is made of. */
export interface ContextParts {
  readonly pool: Pool;
  readonly log: Logger;
  readonly start: StartPolicy;
  readonly sweepPace: Context["sweepPace"];
  readonly asks: Context["asks"];
  readonly programme: Context["programme"];
}

/** What the use cases of one process are given. */
export function makeContext(parts: ContextParts): Context {
  const { pool, log, start, sweepPace, asks, programme } = parts;
  const policies = createPolicyInForce(pool, log, start);
  const base = {
    pool,
    log,
    sweepPace,
    asks,
    programme,
    pointsKeeper: programme === null ? ("ledger" as const) : ("programme" as const),
    policies,
    changes: createChangeNotifier(pool, log),
    // Read each time: another one may be adopted while the process runs.
    get policy() {
      return policies.current();
    },
  };
  return Object.assign(base, {
    commits: createCommitQueue(base),
    ledger: programme === null ? createLedgerQueue(pool) : refuseLedger,
    reads: createOrderReads(pool),
    intake: createMessageIntake(pool),
  });
}
