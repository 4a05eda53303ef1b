import type { Context } from "../platform/context.ts";
import { deleteOldAnswers } from "./sql/idempotency-keys.ts";

// Callers retry for minutes. A week is enough even for a caller that was down.
const KEPT_MS = 7 * 24 * 60 * 60_000;

/** Deletes the stored answers of idempotency keys that no retry will use any more. */
export async function expireIdempotencyKeys({ pool, log }: Context): Promise<void> {
  let forgotten = 0;
  for (;;) {
    const portion = await deleteOldAnswers(pool, KEPT_MS);
    forgotten += portion;
    if (portion === 0) break;
  }
  if (forgotten > 0) log.info({ forgotten }, "deleted old idempotency keys");
}
