const CORE = "packages/core";
const TESTS = "packages/server/test";
const NEEDS = `${CORE}/src/domain/closed-needs.ts`;

/**
 * Broken promises about what operators learn of orders that nobody looks at any more.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const CLOSED_ORDERS = [
  {
    name: "an open review of a completed order is nobody's",
    edits: [{ file: NEEDS, find: "if (reviews.length > 0 &&", replace: "if (false &&" }],
    tests: [`${CORE}/test/closed-needs.test.ts`],
  },
  {
    name: "goods of a cancelled order are nobody's",
    edits: [{ file: NEEDS, find: "(isUnderWay && kept <= 0) ||", replace: "" }],
    tests: [`${CORE}/test/closed-needs.test.ts`],
  },
  {
    name: "goods that were sent back count as unpaid",
    edits: [
      {
        file: NEEDS,
        find: 'parcel.latest.state !== "delivered" || beganAt(parcel) > cancelledAt',
        replace: 'parcel.latest.state !== "failed"',
      },
    ],
    tests: [`${CORE}/test/closed-needs.test.ts`],
  },
  {
    name: "a promised day hides that an operator must act",
    edits: [
      {
        file: `${CORE}/src/domain/order-needs.ts`,
        find: 'fact.status === "failed" || fact.waitingOn === "operator"',
        replace: 'fact.status === "failed"',
      },
    ],
    tests: [`${CORE}/test/recovery/delay-notice.test.ts`],
  },
  {
    name: "an order that an operator has judged is asked about again",
    edits: [
      {
        file: "packages/server/src/lifecycle/sql/bought-again.ts",
        find: "judged.reason = 'bought_again'",
        replace: "judged.reason = 'judged'",
      },
    ],
    tests: [`${TESTS}/reachability/judgment.pg.test.ts`],
  },
  {
    name: "an order waits for an operator whose work has ended",
    edits: [
      {
        file: `${CORE}/src/domain/accept.ts`,
        find: "const isLetGo = ended.length > 0",
        replace: "const isLetGo = ended.length > 99",
      },
    ],
    tests: [`${TESTS}/reachability/judgment.pg.test.ts`],
  },
];
