const SERVER = "packages/server/src";
const TESTS = "packages/server/test";

/**
 * Broken promises of operators, access and policies.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const CONSOLE = [
  {
    name: "the console accepts any session, whatever its role",
    edits: [
      {
        file: `${SERVER}/access/http/guard.ts`,
        find: "if (role === undefined || !includesRole(operator.role, role)) {",
        replace: "if (role === undefined) {",
      },
    ],
    tests: [`${TESTS}/console/actions.pg.test.ts`],
  },
  {
    name: "the console accepts changes that another site's page requests",
    edits: [
      {
        file: `${SERVER}/access/http/guard.ts`,
        find: 'if (site !== undefined && site !== "same-origin") return false;',
        replace: "",
      },
    ],
    tests: [`${TESTS}/access/session.pg.test.ts`],
  },
  {
    name: "an operator acts on an outdated view of an order",
    edits: [
      {
        file: `${SERVER}/console/act-on-order.ts`,
        find: "expectedVersion: version,",
        replace: "expectedVersion: undefined,",
      },
    ],
    tests: [`${TESTS}/console/actions.pg.test.ts`],
  },
  {
    name: "sign-ins are not counted by mail address",
    edits: [
      {
        file: `${SERVER}/access/sign-in.ts`,
        find: "{ key: mail, most: MOST_BY_MAIL },",
        replace: "{ key: mail, most: 1_000 },",
      },
    ],
    tests: [`${TESTS}/access/session.pg.test.ts`],
  },
  {
    name: "an erased member's words stay in the state that is kept beside the timeline",
    edits: [
      {
        file: `${SERVER}/console/erase-member.ts`,
        find: "for (const orderId of orderIds) await rewrite(tx, orderId);",
        replace: "if (orderIds.length > 1_000) await rewrite(tx, String(orderIds));",
      },
    ],
    tests: [`${TESTS}/console/erasure.pg.test.ts`],
  },
  {
    name: "a policy replaces one that its author has not seen",
    edits: [
      {
        file: `${SERVER}/policy/adopt-policy.ts`,
        find: "if (present !== inForce)",
        replace: "if (present === inForce && present === undefined)",
      },
    ],
    tests: [`${TESTS}/policy/console-policy.pg.test.ts`],
  },
  {
    name: "a cell of a CSV file may begin as a formula does",
    edits: [
      {
        file: `${SERVER}/platform/http/csv.ts`,
        find: "const inert = FORMULA.test(value)",
        replace: 'const inert = value === "never"',
      },
    ],
    tests: ["packages/server/test/mail/hostile-texts.test.ts"],
  },
  {
    name: "the work list's second part starts over after its first page",
    edits: [
      {
        file: `${SERVER}/console/sql/work-list.ts`,
        find: "> (coalesce($4, '-infinity'::timestamptz), coalesce($5, ''))",
        replace: ">= (coalesce($4, '-infinity'::timestamptz), coalesce($5, ''))",
      },
    ],
    tests: [`${TESTS}/console/work-list.pg.test.ts`],
  },
  {
    name: "an erased member's parcels still lead to the carrier's page",
    edits: [
      {
        file: "packages/core/src/domain/things/erase-things.ts",
        find: "            trackingUrl: null,\n",
        replace: "",
      },
    ],
    tests: [`${TESTS}/console/erasure.pg.test.ts`],
  },
];
