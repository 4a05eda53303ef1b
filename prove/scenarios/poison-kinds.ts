/** One way in which a row can be bad, and the state in which its order's prompt ends. */
export interface PoisonKind {
  readonly name: string;
  /**
   * - `dead`: it can't be sent, and says so
   * - `sent`: the bad part is made do without
   * - `undecided`: no prompt; counted as failed, and left to the next sweep
   */
  readonly state: "dead" | "sent" | "undecided";
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
    state: "dead",
    when: "before the sweep",
    statements: [
      `update orders set items = '[{"name": "Oak stool", "qty": 1}]' where order_id = $1`,
    ],
  },
  {
    name: "odd-currency",
    state: "dead",
    when: "before the sweep",
    statements: [
      `update orders set items = jsonb_set(items, '{0,unitPrice,currency}', '"EURO"')
       where order_id = $1`,
    ],
  },
  {
    // A decision reads what was stated about the order's payment.
    name: "old-registers",
    state: "undecided",
    when: "before the sweep",
    statements: [
      `update orchestrations set registers = '{"payment": "waiting"}' where order_id = $1`,
    ],
  },
  {
    name: "odd-member",
    state: "sent",
    when: "before the sweep",
    statements: [
      `update members set locale = 'no such_locale', time_zone = 'Mars/Phobos'
       where member_id = 'm-' || $1`,
    ],
  },
  {
    // No decision reads it.
    name: "odd-time",
    state: "sent",
    when: "before the sweep",
    statements: ["update orchestrations set started_at = 'infinity' where order_id = $1"],
  },
  {
    // No entry can come after it: the database refuses the statement, and so the whole batch at first.
    name: "last-version",
    state: "undecided",
    when: "before the sweep",
    statements: [`update orchestrations set version = ${LAST_VERSION} where order_id = $1`],
  },
  {
    name: "missing-order",
    state: "undecided",
    when: "before the sweep",
    statements: ["delete from orders where order_id = $1"],
  },
  {
    name: "vanished-order",
    state: "dead",
    when: "before delivery",
    statements: ["delete from orders where order_id = $1"],
  },
  {
    name: "refused-address",
    state: "dead",
    when: "before delivery",
    statements: [],
  },
];
