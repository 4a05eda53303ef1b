const CORE = "packages/core";
const SERVER = "packages/server/src";
const TESTS = "packages/server/test";

/**
 * Broken promises about time: deferrals, orders that are only followed, test orders, and times that are ahead.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const TIME = [
  {
    name: "a prompt is deferred forever",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/ask-member.ts`,
        find: 'if (now >= until) return escalate("not_prompted");',
        replace: "",
      },
      {
        file: `${CORE}/src/domain/recovery/ask-member.ts`,
        find: "Math.min(deferral.nextActionAt, until)",
        replace: "deferral.nextActionAt",
      },
    ],
    tests: [
      `${CORE}/test/recovery/deferral-limit.test.ts`,
      `${TESTS}/recovery/deferrals.pg.test.ts`,
    ],
  },
  {
    name: "a deferral begins again with each sweep",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/ask-member.ts`,
        find: "const deferredSince = orchestration.deferral?.since ?? now;",
        replace: "const deferredSince = now;",
      },
    ],
    tests: [
      `${CORE}/test/recovery/deferral-limit.test.ts`,
      `${TESTS}/recovery/deferrals.pg.test.ts`,
    ],
  },
  {
    name: "asking a provider forgets the deferral",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/decide-recovery.ts`,
        find: "deferredSince === null ? {} : { deferredSince }",
        replace: "deferredSince === null ? {} : {}",
      },
    ],
    tests: [`${CORE}/test/recovery/deferral-limit.test.ts`],
  },
  {
    name: "relaxed quiet hours don't pull deferred prompts forward",
    edits: [
      {
        file: `${SERVER}/recovery/sweep-overdue.ts`,
        find: 'for (const kind of ["overdue", "deferred"] as const) await',
        replace: 'for (const kind of ["overdue"] as const) await',
      },
    ],
    tests: [`${TESTS}/recovery/deferrals.pg.test.ts`],
  },
  {
    name: "the statement for plain decisions leaves out the deferral",
    edits: [
      {
        file: `${SERVER}/recovery/sql/write-decisions.ts`,
        find: "deferred_since = (i.payload ->> 'deferredSince')::timestamptz,",
        replace: "deferred_since = o.deferred_since,",
      },
    ],
    tests: [`${TESTS}/recovery/deferrals.pg.test.ts`],
  },
  {
    name: "a policy that can never write to anybody is adopted",
    edits: [
      {
        file: `${SERVER}/policy/judge-policy.ts`,
        find: "return problems.length > 0",
        replace: "return problems.length > 99",
      },
    ],
    tests: [`${TESTS}/recovery/deferrals.pg.test.ts`],
  },
  {
    name: "quiet hours are judged by UTC alone",
    edits: [
      {
        file: `${CORE}/src/contract/policy-findings.ts`,
        find: "(((at / MINUTE + offset) % DAY_MINUTES)",
        replace: "(((at / MINUTE + 0 * offset) % DAY_MINUTES)",
      },
    ],
    tests: [`${CORE}/test/recovery/policy-findings.test.ts`],
  },
  {
    name: "a silent order counts as forgotten",
    edits: [
      {
        file: `${SERVER}/engine/sql/invariants.ts`,
        find: "and not o.is_silent and ",
        replace: "and ",
      },
    ],
    tests: [`${TESTS}/intake/silent-orders.pg.test.ts`],
  },
  {
    name: "an old order is due",
    edits: [
      {
        file: `${CORE}/src/domain/accept.ts`,
        find: "if (order.isSilent) return null;",
        replace: "",
      },
    ],
    tests: [`${TESTS}/intake/silent-orders.pg.test.ts`],
  },
  {
    name: "an operator prompts about an order that is only followed",
    edits: [
      {
        file: `${SERVER}/recovery/prompt-now.ts`,
        find: "if (state.isSilent)",
        replace: "if (state.isSilent && state.version < 0)",
      },
    ],
    tests: [`${TESTS}/intake/silent-orders.pg.test.ts`],
  },
  {
    name: "a simulation writes about orders that are only followed",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/replay-policy.ts`,
        find: "const silent = silenceIn(entry);",
        replace: "const silent = null;",
      },
    ],
    tests: [`${TESTS}/intake/silent-orders.pg.test.ts`],
  },
  {
    name: "a test order is mailed",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/ask-member.ts`,
        find: 'if (context.isTest) return { kind: "suppress", reason: "test_order", nextActionAt: recheckAt };',
        replace: "",
      },
    ],
    tests: [`${TESTS}/intake/test-and-deleted-orders.pg.test.ts`],
  },
  {
    name: "a test order without a member is work for an operator",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/decide-recovery.ts`,
        find: 'context.member === "missing" && !context.isTest',
        replace: 'context.member === "missing"',
      },
    ],
    tests: [`${TESTS}/intake/test-and-deleted-orders.pg.test.ts`],
  },
  {
    name: "a fact from 2099 outweighs what comes later",
    edits: [
      {
        file: `${CORE}/src/domain/future-times.ts`,
        find: "if (time <= now + LEEWAY_MS) return time;",
        replace: "if (time > 0) return time;",
      },
    ],
    tests: [`${CORE}/test/future-times.test.ts`, `${TESTS}/intake/future-times.pg.test.ts`],
  },
  {
    name: "an order's report from 2099 keeps out what is reported later",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/orders.ts`,
        find: "::timestamptz, clock_timestamp())",
        replace: "::timestamptz, 'infinity')",
      },
    ],
    tests: [`${TESTS}/intake/future-times.pg.test.ts`],
  },
  {
    name: "a member's report from 2099 keeps out what is reported later",
    edits: [
      {
        file: `${SERVER}/intake/sql/members.ts`,
        find: "least($6::timestamptz, clock_timestamp())",
        replace: "$6::timestamptz",
      },
    ],
    tests: [`${TESTS}/intake/future-times.pg.test.ts`],
  },
];
