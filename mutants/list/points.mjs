const CORE = "packages/core";
const SERVER = "packages/server/src";
const TESTS = "packages/server/test";

/**
 * Broken promises about points.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const POINTS = [
  {
    name: "the hold of a paid order expires",
    edits: [
      {
        file: `${CORE}/src/domain/points/ledger-operation.ts`,
        find: "return !isKept && expiresAt <= now;",
        replace: "return expiresAt <= now;",
      },
    ],
    tests: [`${TESTS}/points/paid-holds.pg.test.ts`],
  },
  {
    name: "a hold stays kept after its payment was taken back",
    edits: [
      {
        file: `${CORE}/src/domain/points/redemption.ts`,
        find: 'return isPaid(next) ? "keep" : "extend";',
        replace: 'return "keep";',
      },
    ],
    tests: [`${CORE}/test/redemption.test.ts`],
  },
  {
    name: "holds that an older version has left are not kept",
    edits: [
      {
        file: `${SERVER}/points/keep-hold.ts`,
        find: "if (isTerminal(orchestration) || !isPaid(orchestration)) return false;",
        replace: "if (isTerminal(orchestration) || isPaid(orchestration)) return false;",
      },
    ],
    tests: [`${TESTS}/points/paid-holds.pg.test.ts`],
  },
  {
    name: "our copy of a paid order's hold expires",
    edits: [
      {
        file: `${SERVER}/ledger/sql/program-holds.ts`,
        find: "update loyalty_holds h set is_kept = $3, expires_at",
        replace: "update loyalty_holds h set is_kept = $3 and false, expires_at",
      },
    ],
    tests: [`${TESTS}/points/program.pg.test.ts`],
  },
  {
    name: "an order that goes on without its points keeps them held",
    edits: [
      {
        file: `${CORE}/src/domain/points/redemption.ts`,
        find: 'return isWithoutPoints(state) ? null : "release";',
        replace: "return null;",
      },
    ],
    tests: [`${CORE}/test/redemption.test.ts`, `${TESTS}/points/waived-points.pg.test.ts`],
  },
  {
    name: "late news about points changes an order that goes on without them",
    edits: [
      {
        file: `${CORE}/src/domain/points/redemption.ts`,
        find: 'if (isOurs && isWithoutPoints(state)) return "points_waived";',
        replace: 'if (event.source === null && isWithoutPoints(state)) return "points_waived";',
      },
    ],
    tests: [`${CORE}/test/redemption.test.ts`],
  },
  {
    name: "a waived order costs no more than before",
    edits: [
      {
        file: `${SERVER}/lifecycle/bill-of.ts`,
        find: "const amount = order.total.amount + (order.pointsValue ?? 0);",
        replace: "const { amount } = order.total;",
      },
    ],
    tests: [`${TESTS}/points/waived-points.pg.test.ts`],
  },
  {
    name: "a shopper gets points back that nobody has put a price on",
    edits: [
      {
        file: `${SERVER}/lifecycle/waive-points.ts`,
        find: "if (read !== null && read.order.pointsValue === null)",
        replace: "if (read === null)",
      },
    ],
    tests: [`${TESTS}/points/waived-points.pg.test.ts`],
  },
  {
    name: "points that are captured are waived as well",
    edits: [
      {
        file: `${SERVER}/lifecycle/waive-points.ts`,
        find: "if (captured.has(orderId))",
        replace: 'if (captured.has(""))',
      },
    ],
    tests: [`${TESTS}/points/waived-points.pg.test.ts`],
  },
  {
    name: "parts of a credit are taken back beyond the credit",
    edits: [
      {
        file: `${CORE}/src/domain/ledger-credits.ts`,
        find: "reversed: earned.reversed + points,",
        replace: "reversed: earned.reversed,",
      },
    ],
    tests: [`${CORE}/test/ledger.test.ts`],
  },
  {
    name: "points that pay a debt lapse as well",
    edits: [
      {
        file: `${CORE}/src/domain/ledger-credits.ts`,
        find: "points - paysDebt",
        replace: "points",
      },
    ],
    tests: [`${CORE}/test/ledger.test.ts`],
  },
  {
    name: "an order is lost because its points can't be held",
    edits: [
      {
        file: `${SERVER}/providers/inbox/place-by-webhook.ts`,
        find: 'withoutPoints: "place",',
        replace: 'withoutPoints: "refuse",',
      },
    ],
    tests: [`${TESTS}/providers/placed-orders.pg.test.ts`],
  },
  {
    name: "erasing a member forgets that an order goes on without its points",
    edits: [
      {
        file: `${SERVER}/console/sql/erase-member.ts`,
        find: 'typeof readNote(text) !== "string"',
        replace: 'text === ""',
      },
    ],
    tests: [`${TESTS}/points/waived-points.pg.test.ts`],
  },
];
