const SERVER = "packages/server/src";
const TESTS = "packages/server/test";

/**
 * Broken promises of the timeline and its commit.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const LIFECYCLE = [
  {
    name: "an event is acknowledged before it is committed",
    edits: [
      {
        file: `${SERVER}/lifecycle/commit/commit-group.ts`,
        find: "const written = await writeTransitions(context.pool, writes);",
        replace:
          "const written = new Set(writes.map(({ orderId }) => orderId));\n    void writeTransitions(context.pool, writes).catch(() => {});",
      },
    ],
    tests: [`${TESTS}/lifecycle/group-commit.pg.test.ts`],
  },
  {
    name: "a write does not check whether the order has moved",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/write-transitions.ts`,
        find: "on o.order_id = i.order_id and o.version = i.version - 1",
        replace: "on o.order_id = i.order_id",
      },
      {
        file: `${SERVER}/lifecycle/sql/write-transitions.ts`,
        find: "where o.ctid = h.place and o.version = i.version - 1",
        replace: "where o.ctid = h.place",
      },
    ],
    tests: [`${TESTS}/lifecycle/concurrency.pg.test.ts`],
  },
  {
    name: "the process's clock says when an event was recorded",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/read-for-transitions.ts`,
        find: "    now: row.now,",
        replace: "    now: Date.now(),",
      },
    ],
    tests: [`${TESTS}/platform/clock.pg.test.ts`],
  },
  {
    name: "a repeated request is carried out again",
    edits: [
      {
        file: `${SERVER}/lifecycle/commit/decide-event.ts`,
        find: "stored: key === undefined ? null : { key, requestHash, answer }",
        replace: "stored: null",
      },
    ],
    tests: [`${TESTS}/lifecycle/idempotency.pg.test.ts`],
  },
];
