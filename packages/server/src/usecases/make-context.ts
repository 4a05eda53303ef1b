import type { Logger } from "pino";
import type { Pool } from "../db/database.ts";
import { createChangeNotifier } from "./change-notifier.ts";
import { createCommitQueue } from "./commit-queue.ts";
import type { Context } from "./context.ts";
import { createOrderReads } from "./order-reads.ts";
import { createPolicyInForce, type StartPolicy } from "./policy-in-force.ts";

/** What a context is made of. */
export interface ContextParts {
  readonly pool: Pool;
  readonly log: Logger;
  readonly start: StartPolicy;
  readonly sweepPace: Context["sweepPace"];
}

/** What the use cases of one process are given. */
export function makeContext({ pool, log, start, sweepPace }: ContextParts): Context {
  const policies = createPolicyInForce(pool, log, start);
  const base = {
    pool,
    log,
    sweepPace,
    policies,
    changes: createChangeNotifier(pool, log),
    // Read each time: another one may be adopted while the process runs.
    get policy() {
      return policies.current();
    },
  };
  return Object.assign(base, { commits: createCommitQueue(base), reads: createOrderReads(pool) });
}
