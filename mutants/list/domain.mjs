const TESTS = "packages/server/test";
const CORE = "packages/core";

/**
 * Broken promises of the pure rules.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const DOMAIN = [
  {
    name: "a pause leaves decided prompts to be sent",
    edits: [
      {
        file: `${CORE}/src/domain/transition.ts`,
        find: "effects: { ...effects, withdrawsPrompts: true }",
        replace: "effects",
      },
    ],
    tests: [`${TESTS}/lifecycle/pause.pg.test.ts`],
  },
  {
    name: "a prompt does not wait for the end of the quiet hours",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/ask-member.ts`,
        find: "quietUntil(quietHours, timeZone, uncappedAt) ?? uncappedAt",
        replace: "uncappedAt",
      },
    ],
    tests: [`${CORE}/test/recovery/recovery-deferral.test.ts`],
  },
  {
    name: "a closed order can be opened again by a late fact",
    edits: [
      {
        file: `${CORE}/src/domain/transition.ts`,
        find: "isTerminal(state) && isLate(state, entry)\n          ? recordLate",
        replace: "isTerminal(state) && isLate(state, entry) && false\n          ? recordLate",
      },
    ],
    tests: [`${CORE}/test/placing-and-cancelling.test.ts`, `${CORE}/test/replay.test.ts`],
  },
  {
    name: "a provider that can't be reached leads to a prompt",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/decide-recovery.ts`,
        find: 'if (context.providerAnswer === "awaited") {',
        replace: 'if (context.providerAnswer === "awaited" && orchestration.version < 2) {',
      },
    ],
    tests: [`${CORE}/test/recovery/recovery-decision.test.ts`],
  },
  {
    name: "a report from before the closing counts as late when it arrives after it",
    edits: [
      {
        file: `${CORE}/src/domain/transition.ts`,
        find: "if (entry.source === null && !isAboutThing) return true;",
        replace: "if (entry.source !== undefined) return true;",
      },
    ],
    tests: [`${CORE}/test/order-of-arrival.test.ts`],
  },
  {
    name: "an expired hold is captured as long as no job has run",
    edits: [
      {
        file: `${CORE}/src/domain/points/ledger-operation.ts`,
        find: "return !isKept && expiresAt <= now;",
        replace: "return !isKept && expiresAt <= 0;",
      },
    ],
    tests: [`${TESTS}/points/holds.pg.test.ts`],
  },
  {
    name: "a cancelled order keeps its points held",
    edits: [
      {
        file: `${CORE}/src/domain/points/redemption.ts`,
        find: 'return next.currentStage === "completed" ? "capture" : "release";',
        replace: 'return next.currentStage === "completed" ? "capture" : null;',
      },
    ],
    tests: [`${TESTS}/points/lifecycle.pg.test.ts`],
  },
  {
    name: "a replay forgets when an order was really decided",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/replay-policy.ts`,
        find: '.find(({ kind, payload }) => kind === "sweep" && payload?.runId === runId)',
        replace: '.find(({ kind, payload }) => kind === "sweep" && payload?.runId === null)',
      },
    ],
    tests: [`${CORE}/test/recovery/replay-policy.test.ts`],
  },
  {
    name: "money of another currency counts",
    edits: [
      {
        file: `${CORE}/src/domain/money/counted.ts`,
        find: "bill === null || currency === null || currency === bill.currency",
        replace: "bill === null || currency === null || currency !== null",
      },
    ],
    tests: [`${TESTS}/payments/whose-money.pg.test.ts`],
  },
  {
    name: "a refund counts twice when the payment's sum of refunds says it, too",
    edits: [
      {
        file: `${CORE}/src/domain/money/flows.ts`,
        find: "const unreported = amount - included.reduce((sum, refund) => sum + refund.amount, 0);",
        replace: "const unreported = amount;",
      },
    ],
    tests: [
      `${TESTS}/payments/money-back.pg.test.ts`,
      `${CORE}/test/money/refunds-and-statements.test.ts`,
    ],
  },
  {
    name: "an attempt that has expired is news while another payment is under way",
    edits: [
      {
        file: `${CORE}/src/domain/money/payment-stage.ts`,
        find: 'const processing = latest([...attempts, ...foreign], ["processing"]);',
        replace:
          'const processing = latest(attempts, [latest(attempts, ["expired"]) ? "" : "processing"]);',
      },
    ],
    tests: [`${TESTS}/payments/under-way.pg.test.ts`],
  },
  {
    name: "a shopper whose payment is authorized gets a prompt",
    edits: [
      {
        file: `${CORE}/src/domain/money/sums.ts`,
        find: "sum + authorisedBy(payment, at), 0)",
        replace: "sum + 0 * authorisedBy(payment, at), 0)",
      },
    ],
    tests: [`${TESTS}/payments/authorizations.pg.test.ts`],
  },
  {
    name: "a closed order stays due for what its money needed once",
    edits: [
      {
        file: `${CORE}/src/domain/accept.ts`,
        find: "isTerminal(order) ? null : order.nextActionAt",
        replace: "order.nextActionAt",
      },
    ],
    tests: [`${TESTS}/payments/terms.pg.test.ts`],
  },
  {
    name: "metadata grows without a limit",
    edits: [
      {
        file: `${CORE}/src/domain/transition.ts`,
        find: "const isTooLarge = outgrowsLimits(",
        replace: "const isTooLarge = false && outgrowsLimits(",
      },
    ],
    tests: [`${TESTS}/intake/metadata.pg.test.ts`],
  },
  {
    name: "the engine's note stays after its member was reported",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/record-decision.ts`,
        find: 'resolves.includes("missing_member") ? clearNotes(state.metadata) : null',
        replace: "null",
      },
    ],
    tests: [`${TESTS}/intake/metadata.pg.test.ts`],
  },
  {
    name: "the engine's note has the shop's key",
    edits: [
      {
        file: `${CORE}/src/domain/metadata.ts`,
        find: "export const ENGINE_NOTE =",
        replace: 'export const ENGINE_NOTE = "note" ??',
      },
    ],
    tests: [`${TESTS}/intake/metadata.pg.test.ts`],
  },
  {
    name: "a parcel that is lost after the end leaves the order delivered",
    edits: [
      {
        file: `${CORE}/src/domain/things/fulfillment-stage.ts`,
        find: 'if (isDone) hard.push(reopened(event.at, "operator"));',
        replace: 'if (isDone) hard.push(derivedFact("completed", event.at, null));',
      },
    ],
    tests: [`${CORE}/test/parcel-arrivals.test.ts`],
  },
  {
    name: "one new parcel makes good for all that were lost",
    edits: [
      {
        file: `${CORE}/src/domain/things/fulfillment-stage.ts`,
        find: "      missing -= 1;\n",
        replace: "      missing = 0;\n",
      },
    ],
    tests: [`${CORE}/test/parcel-arrivals.test.ts`],
  },
  {
    name: "a parcel is lost before it was on its way",
    edits: [
      {
        file: `${CORE}/src/domain/things/fulfillment-stage.ts`,
        find: "Math.max(beganAt(parcel), left)",
        replace: "beganAt(parcel)",
      },
    ],
    tests: [`${CORE}/test/parcel-arrivals.test.ts`],
  },
  {
    name: "an order that nobody has paid is late",
    edits: [
      {
        file: `${CORE}/src/domain/order-needs.ts`,
        find: 'const isToDeliver = order.currentStage === "fulfillment";',
        replace: "const isToDeliver = true;",
      },
    ],
    tests: [`${CORE}/test/recovery/delay-notice.test.ts`],
  },
  {
    name: "every sweep mails about the same delay",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/decide-recovery.ts`,
        find: "if (!isShops || isTold ||",
        replace: "if (!isShops ||",
      },
    ],
    tests: [`${CORE}/test/recovery/delay-notice.test.ts`],
  },
  {
    name: "a new promised day is never told to be over",
    edits: [
      {
        file: `${CORE}/src/domain/evolve.ts`,
        find: "return { ...state, stageEntry: state.stageEntry + 1, cadenceStep: 0 };",
        replace: "return state;",
      },
    ],
    tests: [`${CORE}/test/recovery/delay-notice.test.ts`],
  },
  {
    name: "an operator who knows of a delay is called again for the next move",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/decide-recovery.ts`,
        find: 'if (isLate && waitingOn !== "member") return "late";',
        replace: "",
      },
    ],
    tests: [`${CORE}/test/recovery/delay-notice.test.ts`],
  },
  {
    name: "a delivery is asked for before its promised day",
    edits: [
      {
        file: `${CORE}/src/domain/derive.ts`,
        find: "Math.max(usual, things.promisedBy ?? usual)",
        replace: "usual",
      },
    ],
    tests: [`${CORE}/test/recovery/delay-notice.test.ts`],
  },
  {
    name: "a parcel that was only reported as failed never left",
    edits: [
      {
        file: `packages/core/src/domain/things/parcel.ts`,
        find: 'latest.state === "failed" ? beganAt(parcel) : null',
        replace: "null",
      },
    ],
    tests: [`packages/core/test/parcel-arrivals.test.ts`],
  },
];
