import { performance } from "node:perf_hooks";
import type { Config } from "../config.ts";
import { listen } from "../db/notify.ts";
import { createCircuitBreaker } from "../usecases/circuit-breaker.ts";
import { createPace } from "../usecases/pace.ts";
import type { WorkerOptions } from "../worker/worker.ts";

// Stripe lets a hundred reads a second through, 25 in its test mode; the shop itself needs some of them.
const PER_SECOND = 15;
const UNDER_WAY = 10;
const FIRST_PAUSE_MS = 15_000;

/** How providers are asked, as the environment says; `null` where none can be. @param signal ends the listening */
export async function askingOptions(
  { stripe }: Config,
  url: string,
  signal: AbortSignal,
): Promise<WorkerOptions["asking"]> {
  if (stripe === undefined) return null;
  // Loaded where it is used: the SDK is large.
  const { createStripeTruth } = await import("../connectors/stripe/truth.ts");
  return {
    asking: {
      sources: { stripe: createStripeTruth(stripe) },
      breakers: {
        stripe: createCircuitBreaker({ perDestination: UNDER_WAY, firstPauseMs: FIRST_PAUSE_MS }),
      },
      pace: createPace(PER_SECOND),
      clock: () => performance.now(),
    },
    onChecksWaiting: (wake) => listen(url, "checks_waiting", wake, wake, signal),
  };
}
