import { isUnavailable } from "./result.ts";

/** Lets so many pieces of work run at once; the others wait for their turn. */
export interface Lane {
  run<Value>(work: () => Promise<Value>): Promise<Value>;
}

/**
 * When one finds the database out of reach, those that wait are told the same: they would only learn it one
 * after the other, each after a patience of its own.
 */
export function createLane(width: number): Lane {
  const waiting: { readonly begin: () => void; readonly giveUp: (error: unknown) => void }[] = [];
  let underWay = 0;

  async function turn(): Promise<void> {
    if (underWay < width) underWay += 1;
    // Whoever ends hands the place on.
    else await new Promise<void>((begin, giveUp) => waiting.push({ begin, giveUp }));
  }

  return {
    async run(work) {
      await turn();
      try {
        return await work();
      } catch (error) {
        if (isUnavailable(error)) for (const { giveUp } of waiting.splice(0)) giveUp(error);
        throw error;
      } finally {
        const next = waiting.shift();
        if (next === undefined) underWay -= 1;
        else next.begin();
      }
    },
  };
}
