/** How something is done for several at once, and for one. */
export interface Grouping<Item, Answer> {
  /** The most items of a group. */
  readonly size: number;
  /** @returns the answers of those that could be done together; a rejection is nobody's answer */
  together(items: readonly Item[]): Promise<ReadonlyMap<Item, Answer>>;
  /** For whoever was left out of a group, or was in one that failed. */
  alone(item: Item): Promise<Answer>;
}

/**
 * Makes a function for one item at a time that does together what is asked for while a group is under way.
 * Nothing waits when none is: the first item goes at once, as a group of one. Whoever has to go alone, for
 * however long, holds up nobody.
 */
export function grouped<Item, Answer>({
  size,
  together,
  alone,
}: Grouping<Item, Answer>): (item: Item) => Promise<Answer> {
  interface Member {
    readonly item: Item;
    readonly answer: (answer: Answer | Promise<Answer>) => void;
  }
  const waiting: Member[] = [];
  let isUnderWay = false;

  async function goOn(): Promise<void> {
    isUnderWay = true;
    while (waiting.length > 0) {
      const members = waiting.splice(0, size);
      const answers = await together(members.map(({ item }) => item)).catch(
        (): ReadonlyMap<Item, Answer> => new Map(),
      );
      for (const { item, answer } of members) {
        const known = answers.get(item);
        answer(known === undefined ? alone(item) : known);
      }
    }
    isUnderWay = false;
  }

  return (item) =>
    new Promise((answer) => {
      waiting.push({ item, answer });
      if (!isUnderWay) void goOn();
    });
}
