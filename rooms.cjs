/**
 * The rooms of `packages/server/src`: the purpose of each, the lower rooms that it may import, the statements that
 * other rooms may use, and the tables that only its own statements write. dependency-cruiser's rules and the table in
 * ARCHITECTURE.md are made from this list, so they can't disagree. A unit test reads all SQL and compares it with
 * `owns`. Every room may import `platform` and `packages/core`.
 *
 * @typedef {{
 *   name: string,
 *   about: string,
 *   imports: readonly string[],
 *   lends: readonly string[],
 *   owns: readonly string[],
 * }} Room
 */

/** @type {readonly Room[]} */
const ROOMS = [
  {
    name: "product",
    about: "puts the rooms together: settings, processes, the command, the app",
    imports: [
      "access",
      "alerts",
      "console",
      "delivery",
      "embedded-postgres",
      "engine",
      "insight",
      "intake",
      "ledger",
      "lifecycle",
      "mail",
      "points",
      "policy",
      "providers",
      "recovery",
    ],
    lends: [],
    owns: [],
  },
  {
    name: "console",
    about: "the console's pages and actions that look across rooms",
    imports: [
      "access",
      "alerts",
      "delivery",
      "intake",
      "ledger",
      "lifecycle",
      "points",
      "providers",
      "recovery",
    ],
    lends: [],
    owns: ["console_views", "erased_members", "suppression_key"],
  },
  {
    name: "engine",
    about: "the health of the engine itself: metrics, doctor, audit, watchdog",
    imports: ["access", "alerts", "delivery", "lifecycle", "providers", "recovery"],
    lends: [],
    owns: [],
  },
  {
    name: "recovery",
    about: "the sweep: what is overdue, and what is decided about it",
    imports: ["delivery", "lifecycle", "points", "policy", "providers"],
    lends: ["sweeps"],
    owns: ["prompted_recipients", "sweeps"],
  },
  {
    name: "delivery",
    about: "a prompt from its decision to the mail server's answer",
    imports: ["intake", "ledger", "lifecycle", "mail"],
    lends: ["mailbox", "outbox-statistics", "prompt-details"],
    owns: [
      "development_mailbox",
      "message_attempts",
      "message_copies",
      "prompts",
      "send_allowances",
    ],
  },
  {
    name: "points",
    about: "holds and credits as members and shops know them",
    imports: ["intake", "ledger", "lifecycle"],
    lends: [],
    owns: [],
  },
  {
    name: "providers",
    about: "webhooks kept, read and applied; providers asked; connectors",
    imports: ["intake", "lifecycle"],
    lends: ["inbox", "provider-checks"],
    owns: ["provider_checks", "webhook_inbox"],
  },
  {
    name: "alerts",
    about: "escalations, and alerting operators",
    imports: ["lifecycle", "mail"],
    lends: ["escalations"],
    owns: ["alert_digest_items", "alert_digests", "escalations", "operator_alerts"],
  },
  {
    name: "intake",
    about: "what is reported: orders, members, facts, and facts that wait for their order",
    imports: ["ledger", "lifecycle"],
    lends: ["members", "name-locks", "provider-references"],
    owns: [
      "address_suppressions",
      "members",
      "notification_preferences",
      "order_unsubscriptions",
      "parked_facts",
      "provider_references",
      "suppression_lifts",
    ],
  },
  {
    name: "insight",
    about: "figures, and the orders behind each",
    imports: ["lifecycle"],
    lends: [],
    owns: [],
  },
  {
    name: "policy",
    about: "the policy in force, adopted, and simulated over history",
    imports: ["access", "lifecycle"],
    lends: [],
    owns: ["adopted_policies"],
  },
  {
    name: "lifecycle",
    about: "one order: its timeline, commit, state, stream and links",
    imports: ["ledger"],
    lends: [
      "bought-again",
      "entry-row",
      "escalation-rows",
      "installation",
      "lock-orchestration",
      "mails-gone-out",
      "money-column",
      "need-columns",
      "orchestration-row",
      "order-lines",
      "orders",
      "orders-decided",
      "prompt-recipient",
      "prompt-states",
      "read-for-transitions",
      "read-orchestration",
      "recipient-join",
      "search-orders",
      "things-column",
      "write-transitions",
    ],
    owns: ["idempotency_keys", "installation", "orchestration_events", "orchestrations", "orders"],
  },
  {
    name: "access",
    about: "operators, their sessions and roles",
    imports: [],
    lends: [],
    owns: [
      "operator_accounts",
      "operator_attempts",
      "operator_sessions",
      "operator_verifications",
      "operators",
    ],
  },
  {
    name: "ledger",
    about: "points as money: accounts, transfers, holds",
    imports: [],
    lends: ["operation-request", "holds", "loyalty-steps", "program-holds", "program-requests"],
    owns: [
      "loyalty_accounts",
      "loyalty_credits",
      "loyalty_holds",
      "loyalty_requests",
      "loyalty_resolutions",
      "loyalty_steps",
      "loyalty_transfers",
    ],
  },
  {
    name: "mail",
    about: "everything that sends mail: layout, DKIM, transports",
    imports: [],
    lends: [],
    owns: [],
  },
  {
    name: "embedded-postgres",
    about: "the Postgres under `.data/`; independent of the other rooms",
    imports: [],
    lends: [],
    owns: [],
  },
  {
    name: "platform",
    about: "generic helpers: Postgres, jobs, flow control, HTTP, `Result`",
    imports: [],
    lends: [],
    owns: [],
  },
];

/**
 * The statements that write tables of other rooms: their file, the tables, and the reason why the owner does not write
 * them. Any other write to another room's table fails a unit test, and so does an unused line here.
 *
 * @type {readonly { file: string, tables: readonly string[], why: string }[]}
 */
const FOREIGN_WRITES = [
  {
    file: "lifecycle/sql/write-transitions.ts",
    tables: ["escalations", "prompts"],
    why: "An event withdraws prompts and opens or resolves escalations in the statement that records it.",
  },
  {
    file: "lifecycle/sql/escalation-rows.ts",
    tables: ["escalations"],
    why: "An escalation is opened in the transaction that finds its reason, even in rooms below `alerts`.",
  },
  {
    file: "recovery/sql/write-decisions.ts",
    tables: ["orchestration_events", "orchestrations", "prompts"],
    why: "A batch of a sweep writes states, entries and prompts in one statement.",
  },
  {
    file: "intake/sql/parked-facts.ts",
    tables: ["escalations", "webhook_inbox"],
    why: "The statement that finds a fact parked too long escalates it. A fact that leaves marks its message as applied.",
  },
  {
    file: "ledger/sql/program-holds.ts",
    tables: ["escalations"],
    why: "The ledger lies below `alerts`, and reports it when the shop's points program disagrees.",
  },
  {
    file: "console/sql/erase-member.ts",
    tables: [
      "address_suppressions",
      "development_mailbox",
      "escalations",
      "idempotency_keys",
      "loyalty_steps",
      "members",
      "message_attempts",
      "message_copies",
      "notification_preferences",
      "orchestration_events",
      "orchestrations",
      "order_unsubscriptions",
      "orders",
      "parked_facts",
      "prompted_recipients",
      "prompts",
      "suppression_lifts",
      "webhook_inbox",
    ],
    why: "To erase a person, one list names everything about them, so that it can be reviewed as a whole.",
  },
];

/**
 * The floor of a room: 1 if it imports only `platform`, or else one above the highest room that it imports. Throws if
 * rooms import each other in a circle.
 *
 * @param {string} name
 * @param {readonly string[]} above the rooms whose imports led here
 * @returns {number}
 */
function floorOf(name, above = []) {
  if (above.includes(name)) throw new Error(`Rooms in a circle: ${[...above, name].join(" -> ")}`);
  const room = ROOMS.find((candidate) => candidate.name === name);
  if (room === undefined) throw new Error(`${above.at(-1)} imports ${name}, which is not a room`);
  if (name === "platform" || name === "embedded-postgres") return 0;
  return 1 + Math.max(0, ...room.imports.map((each) => floorOf(each, [...above, name])));
}

module.exports = { FOREIGN_WRITES, ROOMS, floorOf };
