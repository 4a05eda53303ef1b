import type { Logger } from "pino";
import { createLedgerBatcher, refuseLedger } from "../ledger/apply-operations.ts";
import { createCommitBatcher } from "../lifecycle/commit/commit-batcher.ts";
import { createOrderReads } from "../lifecycle/shared-reads.ts";
import { createChangeNotifier } from "../platform/change-notifier.ts";
import type { Pool } from "../platform/postgres/database.ts";
import { createPolicyInForce, type StartPolicy } from "../policy/policy-in-force.ts";
import { askedStage, paymentPage } from "../providers/connectors/open-connectors.ts";
import { createMessageIntake } from "../providers/inbox/webhook-intake.ts";
import type { AppContext } from "./app-context.ts";

/** The parts of a context. */
export interface ContextParts {
  readonly pool: Pool;
  readonly log: Logger;
  readonly start: StartPolicy;
  readonly sweepPace: AppContext["sweepPace"];
  readonly asks: AppContext["asks"];
  readonly program: AppContext["program"];
  readonly countsTest: boolean;
  readonly goLiveAt: number | null;
}

/** What the verbs of one process need. */
export function makeContext(parts: ContextParts): AppContext {
  const { pool, log, start, sweepPace, asks, program, countsTest, goLiveAt } = parts;
  const policies = createPolicyInForce(pool, log, start);
  const base = {
    pool,
    log,
    sweepPace,
    asks,
    askedStage,
    paymentPage,
    countsTest,
    goLiveAt,
    program,
    pointsKeeper: program === null ? ("ledger" as const) : ("program" as const),
    policies,
    changes: createChangeNotifier(pool, log),
    // Read each time: another policy may be adopted while the process runs.
    get policy() {
      return policies.current();
    },
  };
  return Object.assign(base, {
    commits: createCommitBatcher(base),
    ledger: program === null ? createLedgerBatcher(pool) : refuseLedger,
    reads: createOrderReads(pool),
    intake: createMessageIntake(pool),
  });
}
