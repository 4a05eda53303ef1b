import { performance } from "node:perf_hooks";
import { createCircuitBreaker } from "../../platform/flow/circuit-breaker.ts";
import { createRateLimit } from "../../platform/flow/rate-limit.ts";
import { listen } from "../../platform/postgres/channels.ts";
import type { AskedProvider } from "../../providers/checks/ask-providers.ts";
import type { AskableProvider, Config } from "../config.ts";
import type { WorkerOptions } from "../start-worker.ts";

const FIRST_PAUSE_MS = 15_000;

/** How to ask providers, from the environment; `null` if none can be asked. @param signal ends the listening */
export async function askingOptions(
  { askable }: Pick<Config, "askable">,
  url: string,
  signal: AbortSignal,
): Promise<WorkerOptions["asking"]> {
  if (askable.length === 0) return null;
  return {
    asking: {
      providers: await Promise.all(askable.map(openProvider)),
      clock: () => performance.now(),
    },
    onChecksWaiting: (wake) => listen(url, "checks_waiting", wake, wake, signal),
  };
}

async function openProvider(askable: AskableProvider): Promise<AskedProvider> {
  const { provider, perSecond, concurrency } = askable;
  return {
    provider,
    source: await askable.open(),
    breaker: createCircuitBreaker({ perDestination: concurrency, firstPauseMs: FIRST_PAUSE_MS }),
    pace: createRateLimit(perSecond),
  };
}
