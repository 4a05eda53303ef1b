import type { PgBoss } from "pg-boss";

/** How often a job is retried, and after what first pause. The pause doubles with each retry. */
export interface Retry {
  readonly limit: number;
  readonly delaySeconds: number;
}

/** A queue whose jobs move to another one when all their attempts have failed. */
export interface RetriedQueue {
  readonly name: string;
  readonly dead: string;
  readonly retry: Retry;
  /** Longer than any attempt takes. After that, a dead process's job goes to another process. */
  readonly expireSeconds: number;
  /** How soon a killed process's job goes to another process, where that must happen earlier. */
  readonly heartbeatSeconds?: number;
}

/** Creates both queues, the one for dead jobs first. Existing queues are left unchanged. */
export async function createRetriedQueue(boss: PgBoss, queue: RetriedQueue): Promise<void> {
  const { name, dead, retry, expireSeconds, heartbeatSeconds } = queue;
  await boss.createQueue(dead);
  await boss.createQueue(name, {
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    retryBackoff: true,
    expireInSeconds: expireSeconds,
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
    deadLetter: dead,
  });
}
