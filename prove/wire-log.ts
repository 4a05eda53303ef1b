import type { Part } from "./product.ts";
import { STATEMENTS, tokensIn } from "./statements.ts";
import type { Wire } from "./wire-points.ts";

/** What went over the wire. It says why a prompt's outcome can't be known, or that it could have been. */
export interface WireLog {
  /**
   * What makes `unknown` the right state of this prompt: its marker was on its way
   * to be committed, and before its outcome was recorded the process died, or something was out of service.
   *
   * @returns `null` when nothing does
   */
  explainUnknown(promptId: string): string | null;
  /** Between these moments (monotonic milliseconds) a server was down or a process stood still. */
  noteOutage(from: number, to: number): void;
}

/** What a process has sent before its death may be read after it. */
const LAST_WORDS_MS = 100;

interface Ending {
  readonly part: Part | undefined;
  readonly from: number;
  /** When the outcome was recorded. */
  to: number;
}

/** Follows every lease, marker and recorded outcome. */
export function openWireLog(wire: Wire, parts: readonly Part[]): WireLog {
  /** By lease token. */
  const endings = new Map<string, Ending>();
  const tokensOf = new Map<string, string[]>();
  const outages: { readonly from: number; readonly to: number }[] = [];

  wire.watch((point) => {
    switch (`${point.name} ${point.moment}`) {
      case `${STATEMENTS.lease} answered`:
        for (const { prompt_id = "", lease_token = "" } of point.rows()) {
          tokensOf.set(prompt_id, [...(tokensOf.get(prompt_id) ?? []), lease_token]);
        }
        break;
      case `${STATEMENTS.mark} forwarded`:
        for (const token of tokensIn(point)) {
          endings.set(token, {
            part: parts.find(({ name }) => name === point.owner),
            from: point.at,
            to: Number.POSITIVE_INFINITY,
          });
        }
        break;
      case `${STATEMENTS.record} answered`:
        for (const token of point.failed ? [] : tokensIn(point)) {
          const ending = endings.get(token);
          if (ending !== undefined) ending.to = point.at;
        }
    }
  });

  return {
    explainUnknown(promptId) {
      const own = (tokensOf.get(promptId) ?? []).map((token) => endings.get(token));
      for (const ending of own) {
        if (ending === undefined) continue;
        const { part, from, to } = ending;
        const deaths = part?.lives.map(({ killedAt }) => killedAt ?? Number.NaN) ?? [];
        if (deaths.some((died) => died >= from - LAST_WORDS_MS && died <= to)) {
          return "killed between marker and record";
        }
        if (outages.some((outage) => outage.from <= to && outage.to >= from)) {
          return "out of service between marker and record";
        }
      }
      return null;
    },
    noteOutage: (from, to) => void outages.push({ from, to }),
  };
}
