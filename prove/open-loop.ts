/** Requests at a steady pace, whether or not earlier ones are answered. */
export interface OpenLoop {
  /** From now on answers count for this name. */
  measure(name: string): void;
  stop(): Promise<void>;
  /** Milliseconds from when each request was due to its answer, shortest first. */
  latencies(name: string): readonly number[];
}

/**
 * Sends requests from now on until it is stopped.
 *
 * @param request sends one; `stop` throws where one has thrown
 */
export function startOpenLoop(
  perSecond: number,
  request: (nth: number) => Promise<void>,
): OpenLoop {
  const startedAt = performance.now();
  const kept = new Map<string, number[]>();
  const underWay: Promise<void>[] = [];
  const failures: unknown[] = [];
  let current: string | null = null;
  let sent = 0;
  // More often than it sends: what a late timer has missed is due all the same, and waits at our expense.
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1_000);
    for (; sent < due; sent += 1) {
      underWay.push(time(sent, startedAt + ((sent + 1) * 1_000) / perSecond, current));
    }
  }, 2);

  async function time(nth: number, dueAt: number, name: string | null): Promise<void> {
    try {
      await request(nth);
    } catch (error) {
      failures.push(error);
    }
    if (name === null) return;
    kept.set(name, [...(kept.get(name) ?? []), performance.now() - dueAt]);
  }

  return {
    measure(name) {
      current = name;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} of ${sent} failed`);
    },
    latencies: (name) => (kept.get(name) ?? []).toSorted((one, other) => one - other),
  };
}

/** The value below which this share of a sorted list lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
