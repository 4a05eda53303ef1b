import { isUnavailable } from "../unavailable.ts";

/** Lets a limited number of pieces of work run at once. The others wait for a place. */
export interface ConcurrencyLimit {
  run<Value>(work: () => Promise<Value>): Promise<Value>;
}

/**
 * When one finds that the database is unreachable, those that wait fail with the same error. Otherwise they would
 * find out one after the other, each after its own timeout.
 */
export function createConcurrencyLimit(width: number): ConcurrencyLimit {
  const waiting: { readonly begin: () => void; readonly reject: (error: unknown) => void }[] = [];
  let underWay = 0;

  async function takePlace(): Promise<void> {
    if (underWay < width) underWay += 1;
    // Work that ends passes its place on.
    else await new Promise<void>((begin, reject) => waiting.push({ begin, reject }));
  }

  return {
    async run(work) {
      await takePlace();
      try {
        return await work();
      } catch (error) {
        if (isUnavailable(error)) for (const { reject } of waiting.splice(0)) reject(error);
        throw error;
      } finally {
        const next = waiting.shift();
        if (next === undefined) underWay -= 1;
        else next.begin();
      }
    },
  };
}
