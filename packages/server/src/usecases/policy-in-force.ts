import { readRecoveryPolicy } from "@followthrough/core/contract";
import type { RecoveryPolicy } from "@followthrough/core/domain";
import type { Logger } from "pino";
import { readAdopted } from "../db/adopted-policies.ts";
import type { Pool } from "../db/database.ts";
import { isUnavailable } from "./result.ts";

/** The policy that a process started with. */
export interface StartPolicy {
  readonly policy: RecoveryPolicy;
  readonly source: "default" | "file";
}

/** The policy by which this process decides, now. */
export interface PolicyInForce {
  readonly start: StartPolicy;
  current(): RecoveryPolicy;
  /** Looks which one was adopted last; without a database all stays as it is. */
  refresh(): Promise<void>;
}

/** What was adopted in the console goes before what the process started with. */
export function createPolicyInForce(pool: Pool, log: Logger, start: StartPolicy): PolicyInForce {
  let current = start.policy;
  return {
    start,
    current: () => current,
    async refresh() {
      try {
        const adopted = await readAdopted(pool);
        if (adopted === null || adopted.version === current.version) return;
        const read = readRecoveryPolicy(adopted.document);
        if (!read.ok) {
          log.error(
            { version: adopted.version, faults: read.faults },
            "the adopted policy can't be read",
          );
          return;
        }
        current = read.policy;
        log.info({ policyVersion: current.version }, "another recovery policy is in force");
      } catch (error) {
        if (!isUnavailable(error)) throw error;
      }
    },
  };
}
