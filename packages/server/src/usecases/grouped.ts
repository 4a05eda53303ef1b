/** No answer yet: the item waits until another group has ended, and is then in the next one, before what came later. */
export const LATER = Symbol("later");

/** How something is done for several at once, and for one. */
export interface Grouping<Item, Answer> {
  /** The most items of a group. */
  readonly size: number;
  /** How many groups may be under way; another one than the first only when it is full. */
  readonly groups: number;
  /** @returns the answers of those that could be done together; a rejection is nobody's answer */
  together(items: readonly Item[]): Promise<ReadonlyMap<Item, Answer | typeof LATER>>;
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
  groups,
  together,
  alone,
}: Grouping<Item, Answer>): (item: Item) => Promise<Answer> {
  interface Member {
    readonly item: Item;
    readonly answer: (answer: Answer | Promise<Answer>) => void;
  }
  let waiting: Member[] = [];
  let later: Member[] = [];
  let underWay = 0;

  function pump(): void {
    while (underWay < groups && waiting.length >= (underWay === 0 ? 1 : size)) {
      void run(waiting.splice(0, size));
    }
  }

  async function run(members: readonly Member[]): Promise<void> {
    underWay += 1;
    const answers = await together(members.map(({ item }) => item)).catch(
      (): ReadonlyMap<Item, Answer> => new Map(),
    );
    underWay -= 1;
    const again = members.filter(({ item }) => answers.get(item) === LATER);
    waiting = [...later, ...(underWay === 0 ? again : []), ...waiting];
    later = underWay === 0 ? [] : again;
    for (const { item, answer } of members) {
      const known = answers.get(item);
      if (known !== LATER) answer(known === undefined ? alone(item) : known);
    }
    pump();
  }

  return (item) =>
    new Promise((answer) => {
      waiting.push({ item, answer });
      pump();
    });
}
