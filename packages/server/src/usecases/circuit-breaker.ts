/** Where an attempt failed; `null` when it did not, `untried` when nothing was tried that could tell. */
export type AttemptFault = "destination" | "connection" | "untried" | null;

/**
 * Leaves a destination alone that keeps failing, and the way out as a whole when no mail server can be
 * reached, so that neither costs attempts or holds up the others. Times are monotonic milliseconds.
 */
export interface CircuitBreaker {
  /** How many messages may be begun now, wherever they go. */
  mayBegin(now: number): number;
  /** How much of a destination's share is taken; all of it while it is left alone. */
  taken(now: number): ReadonlyMap<string, number>;
  began(destination: string): void;
  ended(destination: string, fault: AttemptFault, now: number): void;
}

/** When a circuit opens and for how long. */
export interface CircuitLimits {
  /** Messages to one destination on their way at once. */
  readonly perDestination: number;
  /** The first time it is left alone for this; doubles with each failed look. */
  readonly firstPauseMs: number;
}

// Fewer might be one bad address after another; more are attempts lost.
const FAILURES_TO_OPEN = 3;
const LONGEST_PAUSE_MS = 5 * 60_000;
// Destinations that have gone quiet are forgotten beyond this many.
const MOST_DESTINATIONS = 10_000;

interface Circuit {
  underWay: number;
  failures: number;
  openUntil: number;
}

/** Closed for every destination at first; kept by each worker for itself. */
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
    // What was begun before the pause is no further look.
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

  /** After a pause one message is the probe, until one has ended well. */
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
        // A probe is one message: the rest of the share is taken.
        const used = needsProbe(circuit) ? perDestination - 1 : circuit.underWay;
        taken.set(destination, isShut(circuit, now) ? perDestination : used);
      }
      return taken;
    },
    began(destination) {
      circuitOf(destination).underWay += 1;
      wayOut.underWay += 1;
    },
    ended(destination, fault, now) {
      const circuit = circuitOf(destination);
      circuit.underWay -= 1;
      wayOut.underWay -= 1;
      if (fault === "connection") fail(wayOut, now);
      else if (fault !== "untried") succeed(wayOut);
      if (fault === "destination") fail(circuit, now);
      else if (fault === null) succeed(circuit);
      // One with messages on their way is never forgotten: their share would be given out once more.
      const isForgettable = circuit.failures === 0 || circuits.size > MOST_DESTINATIONS;
      if (circuit.underWay === 0 && isForgettable) circuits.delete(destination);
    },
  };
}
