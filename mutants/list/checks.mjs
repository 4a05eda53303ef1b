const TESTS = "packages/server/test";
const CORE = "packages/core";
const RULE = `${CORE}/src/domain/things/verification-stage.ts`;
const STRIPE = "packages/server/src/providers/connectors/stripe";

/**
 * Broken promises about identity checks and fraud reviews.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const CHECKS = [
  {
    name: "an open review does not hold an order that needs no identity check",
    edits: [
      {
        file: RULE,
        find: "isIdentityDone(inputs, moment) && !isReviewed(inputs, moment)",
        replace: "isIdentityDone(inputs, moment)",
      },
    ],
    tests: [`${CORE}/test/verification-stage.test.ts`],
  },
  {
    name: "a provider's word about the identity overrules a review",
    edits: [
      {
        file: RULE,
        find: 'const isCommand = sourceEventId === "" && !isNoteOf',
        replace: "const isCommand = !isNoteOf",
      },
    ],
    tests: [`${CORE}/test/verification-stage.test.ts`],
  },
  {
    name: "a check that was called off outweighs the one that replaced it",
    edits: [
      {
        file: RULE,
        find: 'latest }) => latest.state !== "cancelled"',
        replace: 'latest }) => latest.state !== "closed"',
      },
    ],
    tests: [`${CORE}/test/verification-stage.test.ts`],
  },
  {
    name: "a check that waits for the shopper outweighs one that is under way",
    edits: [
      {
        file: RULE,
        find: "if (begun.length > 0) return begun;",
        replace: "if (begun.length > 99) return begun;",
      },
    ],
    tests: [`${CORE}/test/verification-stage.test.ts`],
  },
  {
    name: "failures from before the shop asked again still count",
    edits: [
      {
        file: RULE,
        find: "return times.filter((at) => at > since).length;",
        replace: "return times.filter((at) => at > since || at > 0).length;",
      },
    ],
    tests: [`${CORE}/test/verification-stage.test.ts`],
  },
  {
    name: "a check of a later day counts by its order of arrival",
    edits: [
      {
        file: `${CORE}/src/domain/things/check.ts`,
        find: "latest: laterState(known?.latest ?? null, told, RANKS)",
        replace: "latest: laterState(null, told, RANKS)",
      },
    ],
    tests: [`${CORE}/test/check-arrivals.test.ts`],
  },
  {
    name: "an attempt that checked nothing counts as a failure",
    edits: [
      {
        file: `${STRIPE}/checks.ts`,
        find: "code !== null && !isUntried(code)",
        replace: "code !== null",
      },
    ],
    tests: [`${TESTS}/providers/stripe-checks.test.ts`],
  },
  {
    name: "who refused the check is asked again",
    edits: [
      {
        file: `${STRIPE}/identity-codes.ts`,
        find: 'consent_declined: "operator"',
        replace: 'consent_declined: "member"',
      },
    ],
    tests: [`${TESTS}/checks/stripe-checks.pg.test.ts`],
  },
  {
    name: "a review that ended without a judgment holds the order",
    edits: [
      {
        file: `${STRIPE}/check-rows.ts`,
        find: 'check("review.closed", "closed", ["completed", null]',
        replace: 'check("review.closed", "rejected", ["completed", null]',
      },
    ],
    tests: [`${TESTS}/checks/stripe-checks.pg.test.ts`],
  },
  {
    name: "a shopper who is asked about gets a new deadline each time",
    edits: [
      {
        file: `${STRIPE}/answers.ts`,
        find: 'check === "requires_input" ? (session.created ?? asOf) : asOf',
        replace: "asOf",
      },
    ],
    tests: [`${TESTS}/checks/reported-checks.pg.test.ts`],
  },
  {
    name: "a shopper's page tells of a fraud review",
    edits: [
      {
        file: `${CORE}/src/contract/shopper.ts`,
        find: '.filter(({ kind }) => kind === "identity")',
        replace: '.filter(({ kind }) => kind !== "review" || kind === "review")',
      },
    ],
    tests: [`${CORE}/test/contract-shopper.test.ts`],
  },
  {
    name: "the banner offers nothing while another step is under way",
    edits: [
      {
        file: "packages/react/src/situation.ts",
        find: "if (stage === null) return situation;",
        replace: "if (stage !== undefined) return situation;",
      },
    ],
    tests: ["packages/react/test/view.test.tsx"],
  },
  {
    name: "the mail about a failed identity check does not say why",
    edits: [
      {
        file: "packages/server/src/delivery/mail/recovery-view.ts",
        find: "if (!isFailed || !isIdentityReason(identityReason)) return null;",
        replace: "if (isFailed || !isIdentityReason(identityReason)) return null;",
      },
    ],
    tests: [`${TESTS}/checks/asked-ahead.pg.test.ts`],
  },
];
