/** Where an attempt failed; `null` when it did not, `untried` when it was not tried far enough to know. */
export type AttemptFailure = "destination" | "connection" | "untried" | null;

/**
 * Stops calls to a destination that keeps failing, and all sending when no mail server can be reached, so that
 * neither costs attempts or holds up the other destinations. Times are monotonic milliseconds.
 */
export interface CircuitBreaker {
  /** How many messages may be started now, to any destination. */
  mayBegin(now: number): number;
  /** How much of each destination's share is in use; all of it while its circuit is open. */
  taken(now: number): ReadonlyMap<string, number>;
  began(destination: string): void;
  ended(destination: string, failure: AttemptFailure, now: number): void;
}

/** When a circuit opens and for how long. */
export interface CircuitLimits {
  /** How many messages to one destination may be on their way at once. */
  readonly perDestination: number;
  /** The first pause, while the circuit is open. It doubles with each failed probe. */
  readonly firstPauseMs: number;
}

// Fewer could be one bad address after another; more would waste attempts.
const FAILURES_TO_OPEN = 3;
const LONGEST_PAUSE_MS = 5 * 60_000;
// Beyond this many, destinations without recent messages are forgotten.
const MOST_DESTINATIONS = 10_000;

interface Circuit {
  underWay: number;
  failures: number;
  openUntil: number;
}

/** Closed for every destination at first. Each worker keeps its own. */
export function createCircuitBreaker(limits: CircuitLimits): CircuitBreaker {
  const { perDestination, firstPauseMs } = limits;
  const circuits = new Map<string, Circuit>();
  const wayOut: Circuit = { underWay: 0, failures: 0, openUntil: 0 };

  function circuitOf(destination: string): Circuit {
    const known = circuits.get(destination);
    if (known !== undefined) return known;
    const circuit = { underWay: 0, failures: 0, openUntil: 0 };
    circuits.set(destination, circuit);
    return circuit;
  }

  function fail(circuit: Circuit, now: number): void {
    // A message that started before the pause does not count as a probe.
    if (circuit.openUntil > now) return;
    circuit.failures += 1;
    const beyond = circuit.failures - FAILURES_TO_OPEN;
    if (beyond < 0) return;
    circuit.openUntil = now + Math.min(firstPauseMs * 2 ** Math.min(beyond, 20), LONGEST_PAUSE_MS);
  }

  function succeed(circuit: Circuit): void {
    circuit.failures = 0;
    circuit.openUntil = 0;
  }

  /** After a pause, one message is the probe, until one has succeeded. */
  function needsProbe({ failures }: Circuit): boolean {
    return failures >= FAILURES_TO_OPEN;
  }

  function isShut(circuit: Circuit, now: number): boolean {
    return circuit.openUntil > now || (needsProbe(circuit) && circuit.underWay > 0);
  }

  return {
    mayBegin(now) {
      if (isShut(wayOut, now)) return 0;
      return needsProbe(wayOut) ? 1 : Number.POSITIVE_INFINITY;
    },
    taken(now) {
      const taken = new Map<string, number>();
      for (const [destination, circuit] of circuits) {
        // A probe is one message: the rest of the share counts as used.
        const used = needsProbe(circuit) ? perDestination - 1 : circuit.underWay;
        taken.set(destination, isShut(circuit, now) ? perDestination : used);
      }
      return taken;
    },
    began(destination) {
      circuitOf(destination).underWay += 1;
      wayOut.underWay += 1;
    },
    ended(destination, failure, now) {
      const circuit = circuitOf(destination);
      circuit.underWay -= 1;
      wayOut.underWay -= 1;
      if (failure === "connection") fail(wayOut, now);
      else if (failure !== "untried") succeed(wayOut);
      if (failure === "destination") fail(circuit, now);
      else if (failure === null) succeed(circuit);
      // A destination with messages on their way is never forgotten: its share would be given out twice.
      const isForgettable = circuit.failures === 0 || circuits.size > MOST_DESTINATIONS;
      if (circuit.underWay === 0 && isForgettable) circuits.delete(destination);
    },
  };
}
