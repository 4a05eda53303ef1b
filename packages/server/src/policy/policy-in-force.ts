import { readRecoveryPolicy } from "@followthrough/core/contract";
import type { RecoveryPolicy } from "@followthrough/core/domain";
import type { Logger } from "pino";
import type { Pool } from "../platform/postgres/database.ts";
import { isUnavailable } from "../platform/unavailable.ts";
import { readAdopted } from "./sql/adopted-policies.ts";

/** The policy that a process started with. */
export interface StartPolicy {
  readonly policy: RecoveryPolicy;
  readonly source: "default" | "file";
}

/** The policy by which this process decides now. */
export interface PolicyInForce {
  readonly start: StartPolicy;
  current(): RecoveryPolicy;
  /** Reads which policy was adopted last. If the database can't be read, nothing changes. */
  refresh(): Promise<void>;
}

/** A policy adopted in the console takes precedence over the one that the process started with. */
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
            { version: adopted.version, problems: read.problems },
            "the adopted policy can't be used",
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
