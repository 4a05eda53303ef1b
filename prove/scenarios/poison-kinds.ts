/** One way in which a row can be bad, and what becomes of its order's prompt. */
export interface PoisonKind {
  readonly name: string;
  /**
   * - `dead`: it can't be sent, and says so
   * - `sent`: the bad part is made do without
   * - `undecided`: no prompt; counted as failed, and left to the next sweep
   */
  readonly end: "dead" | "sent" | "undecided";
  /** When it goes bad: before the sweep decides it, or between that and its delivery. */
  readonly when: "before the sweep" | "before delivery";
  /** Statements about the order `$1`. */
  readonly statements: readonly string[];
}

/** The largest number that the column takes. */
export const LAST_VERSION = 2_147_483_647;

/** One of each goes among a hundred healthy orders. */
export const POISON_KINDS: readonly PoisonKind[] = [
  {
    name: "old-items",
    end: "dead",
    when: "before the sweep",
    statements: [
      `update orders set items = '[{"name": "Oak stool", "qty": 1}]' where order_id = $1`,
    ],
  },
  {
    name: "odd-currency",
    end: "dead",
    when: "before the sweep",
    statements: [
      `update orders set items = jsonb_set(items, '{0,unitPrice,currency}', '"EURO"')
       where order_id = $1`,
    ],
  },
  {
    name: "old-registers",
    end: "dead",
    when: "before the sweep",
    statements: [
      `update orchestrations set registers = '{"payment": "waiting"}' where order_id = $1`,
    ],
  },
  {
    name: "odd-member",
    end: "sent",
    when: "before the sweep",
    statements: [
      `update members set locale = 'no such_locale', time_zone = 'Mars/Phobos'
       where member_id = 'm-' || $1`,
    ],
  },
  {
    // Not asked for by a decision.
    name: "odd-time",
    end: "sent",
    when: "before the sweep",
    statements: ["update orchestrations set started_at = 'infinity' where order_id = $1"],
  },
  {
    // No entry can come after it: the database refuses the statement, and so the whole batch at first.
    name: "last-version",
    end: "undecided",
    when: "before the sweep",
    statements: [`update orchestrations set version = ${LAST_VERSION} where order_id = $1`],
  },
  {
    name: "missing-order",
    end: "undecided",
    when: "before the sweep",
    statements: ["delete from orders where order_id = $1"],
  },
  {
    name: "vanished-order",
    end: "dead",
    when: "before delivery",
    statements: ["delete from orders where order_id = $1"],
  },
  {
    name: "refused-address",
    end: "dead",
    when: "before delivery",
    statements: [],
  },
];
