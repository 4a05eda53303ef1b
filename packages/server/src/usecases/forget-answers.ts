import { forgetOldAnswers } from "../db/idempotency-keys.ts";
import type { Context } from "./context.ts";

// Callers retry for minutes; a week leaves room for one that was down.
const KEPT_MS = 7 * 24 * 60 * 60_000;

/** Forgets the stored answers of idempotency keys that no retry will ask for any more. */
export async function forgetAnswers({ pool, log }: Context): Promise<void> {
  let forgotten = 0;
  for (;;) {
    const portion = await forgetOldAnswers(pool, KEPT_MS);
    forgotten += portion;
    if (portion === 0) break;
  }
  if (forgotten > 0) log.info({ forgotten }, "forgot old idempotency keys");
}
