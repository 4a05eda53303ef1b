/** Random numbers that a seed brings back: the same seed, the same run of choices. */
export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** One of a list that isn't empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** `count` different ones, or all where there are fewer. */
  sample<Item>(items: readonly Item[], count: number): Item[];
  /** A stream of its own, so that one scenario's choices don't depend on another's. */
  fork(name: string): Random;
}

/** @param seed any whole number */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32: small, and good enough to choose victims.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick(items) {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error("There is nothing to pick from");
      return item;
    },
    sample(items, count) {
      const drawn = items.map((item) => ({ item, place: next() }));
      drawn.sort((one, other) => one.place - other.place);
      return drawn.slice(0, count).map(({ item }) => item);
    },
    fork: (name) => createRandom([...name].reduce(mixIn, seed)),
  };
}

function mixIn(hash: number, letter: string): number {
  return Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
}
