/**
 * A moment of a boundary on the wire at which a process can die.
 *
 * - `before`: the request is at the proxy, the server has seen nothing of it
 * - `forwarded`: the server has it, its answer has not come
 * - `answered`: the answer is at the proxy, the process has seen nothing of it
 * - `passed`: the process has the answer
 */
type Moment = "before" | "forwarded" | "answered" | "passed";

/** What a piece of a stream means. */
export interface Sign {
  readonly kind: "request" | "answer";
  readonly protocol: "postgres" | "smtp";
  /** A prepared statement's name, the first words of any other statement, or an SMTP command. */
  readonly name: string;
  /** Of a Postgres connection; empty for SMTP. */
  readonly application: string;
  /** Parameters of a statement, short ones only; for SMTP's `dot` the Message-ID. */
  readonly values: readonly string[];
  /** Whether the answer is no. */
  readonly failed: boolean;
  /** The rows of a statement's answer, by column; read only when called. */
  readonly rows: () => readonly Readonly<Record<string, string>>[];
}

/** A boundary that some process's traffic has reached. */
export interface WirePoint extends Omit<Sign, "kind"> {
  /** Whose traffic it is: `api`, `worker-1` ... */
  readonly owner: string;
  readonly moment: Moment;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/** What becomes of the bytes: `drop` keeps them back and breaks the connection; only `before` and `answered` can. */
type Passage = "go" | "drop";

/** A place on the wire at which something is to happen. */
export interface Trap {
  readonly owner: string;
  readonly protocol: WirePoint["protocol"];
  readonly name: string;
  readonly moment: Moment;
  /** 1 for the next occurrence. */
  readonly nth: number;
  /** Which occurrences count; all when absent. */
  readonly when?: (point: WirePoint) => boolean;
  /** Called once, synchronously, while the bytes wait. */
  readonly act: (point: WirePoint) => Passage;
}

/** Sees every boundary of every proxied process. */
export interface Wire {
  /** For the proxies: a boundary was reached. */
  reach(owner: string, sign: Sign, moment: Moment): Passage;
  /** Calls back for every boundary from now on. @returns stops that */
  watch(listener: (point: WirePoint) => void): () => void;
  /** Sets a trap. @returns removes it; true when it had gone off */
  arm(trap: Trap): () => boolean;
}

/** Makes the place where all proxies report. */
export function createWire(): Wire {
  const listeners = new Set<(point: WirePoint) => void>();
  const traps = new Set<{ readonly trap: Trap; seen: number }>();
  return {
    reach(owner, sign, moment) {
      const { protocol, name, application, values, failed, rows } = sign;
      const at = performance.now();
      const point = { owner, protocol, name, application, values, failed, rows, moment, at };
      for (const listener of listeners) listener(point);
      for (const armed of traps) {
        if (!matches(armed.trap, point)) continue;
        armed.seen += 1;
        if (armed.seen < armed.trap.nth) continue;
        traps.delete(armed);
        return armed.trap.act(point);
      }
      return "go";
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    arm(trap) {
      const armed = { trap, seen: 0 };
      traps.add(armed);
      return () => !traps.delete(armed);
    },
  };
}

function matches(trap: Trap, point: WirePoint): boolean {
  return (
    trap.name === point.name &&
    trap.moment === point.moment &&
    trap.owner === point.owner &&
    trap.protocol === point.protocol &&
    // The job queue sends statements at any time; they would make the count a matter of luck.
    point.application !== JOB_QUEUE &&
    (trap.when === undefined || trap.when(point))
  );
}

/** The application name under which a worker's job queue connects. */
export const JOB_QUEUE = "followthrough jobs";
