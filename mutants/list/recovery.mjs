const SERVER = "packages/server/src";
const TESTS = "packages/server/test";

/**
 * Broken promises of the sweep and its decisions.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const RECOVERY = [
  {
    name: "the key that allows a prompt once a step is gone",
    edits: [
      {
        file: "packages/server/migrations/0003_recovery.sql",
        find: "  primary key (order_id, stage, stage_entry, step),\n",
        replace: "",
      },
      {
        file: `${SERVER}/lifecycle/sql/write-transitions.ts`,
        find: "    on conflict (order_id, stage, stage_entry, step) do nothing\n",
        replace: "",
      },
      {
        file: `${SERVER}/recovery/sql/write-decisions.ts`,
        find: "    on conflict (order_id, stage, stage_entry, step) do nothing\n",
        replace: "",
      },
    ],
    tests: [`${TESTS}/engine/invariants.pg.test.ts`, `${TESTS}/delivery/delivery.pg.test.ts`],
  },
  {
    name: "the process's clock says what is due",
    edits: [
      {
        file: `${SERVER}/recovery/sweep-overdue.ts`,
        find: "const dueBy = await readClock(context.pool);",
        replace: "const dueBy = Date.now();",
      },
    ],
    tests: [`${TESTS}/platform/clock.pg.test.ts`],
  },
  {
    name: "a claim waits for rows that another transaction holds",
    edits: [
      {
        file: `${SERVER}/recovery/sql/claim-overdue.ts`,
        find: "    limit $4\n    for update skip locked",
        replace: "    limit $4\n    for update",
      },
    ],
    tests: [`${TESTS}/recovery/sweep.pg.test.ts`],
  },
  {
    name: "a row that can't be written stops its batch",
    edits: [
      {
        file: `${SERVER}/recovery/sweep-overdue.ts`,
        find: "    return await decideSingly(context, run, kind, after, range.size);",
        replace: "    throw error;",
      },
    ],
    tests: [`${TESTS}/recovery/sweep.pg.test.ts`],
  },
  {
    name: "the failure of a sweep's last batch is overlooked",
    edits: [
      {
        file: `${SERVER}/recovery/sweep-overdue.ts`,
        find: "    await writing;\n    return true;",
        replace: "    return true;",
      },
    ],
    tests: [`${TESTS}/recovery/sweep.pg.test.ts`],
  },
  {
    name: "a person's other orders are not looked for",
    edits: [
      {
        file: `${SERVER}/recovery/sql/recipient-inputs.ts`,
        find: "hasOtherOrders: row.has_other_orders,",
        replace: "hasOtherOrders: false,",
      },
    ],
    tests: [`${TESTS}/delivery/folding.pg.test.ts`],
  },
  {
    name: "a prompt was decided when its sweep began to wait for its turn",
    edits: [
      {
        file: `${SERVER}/recovery/sql/write-decisions.ts`,
        find: "promised_by, recorded_at\n",
        replace: "promised_by, now()\n",
      },
    ],
    tests: [`${TESTS}/reachability/steps-race.pg.test.ts`],
  },
  {
    name: "two sweeps may mail one member at the same moment",
    edits: [
      {
        file: `${SERVER}/recovery/sql/frequency-cap.ts`,
        find: "\n    where p.prompted_at <= excluded.prompted_at - $3 * interval '1 ms'",
        replace: "\n    where $3::bigint is not null",
      },
    ],
    tests: [`${TESTS}/recovery/timing.pg.test.ts`],
  },
  {
    name: "a claim that led to no mail counts for the cap",
    edits: [
      {
        file: `${SERVER}/recovery/sql/frequency-cap.ts`,
        find: ".message_id is not null and not exists",
        replace: ".message_id is null and not exists",
      },
    ],
    tests: [`${TESTS}/recovery/cap-given-back.pg.test.ts`],
  },
  {
    name: "a prompt that never went out uses up a step",
    edits: [
      {
        file: "packages/core/src/domain/recovery/ask-member.ts",
        find: "Math.max(0, step - unused)",
        replace: "Math.max(step, unused - step)",
      },
    ],
    tests: [`${TESTS}/recovery/unsent-steps.pg.test.ts`],
  },
  {
    name: "an operator's prompt forgets the frequency cap",
    edits: [
      {
        file: `${SERVER}/recovery/prompt-now.ts`,
        find: "if (!recipients.every((recipient) => granted.has(recipient)))",
        replace: "if (granted.size > recipients.length)",
      },
      {
        file: `${SERVER}/recovery/prompt-now.ts`,
        find: "const decided = decidePrompt(state, recovery, policy, read.now);",
        replace:
          "const decided = decidePrompt(state, { ...recovery, lastPromptedAt: null }, policy, read.now);",
      },
    ],
    tests: [`${TESTS}/console/actions.pg.test.ts`],
  },
  {
    name: "a broken promise waits for the stage's patience",
    edits: [
      {
        file: `packages/core/src/domain/accept.ts`,
        find: "return isDecided ? state.nextActionAt : now;",
        replace: "return isDecided ? state.nextActionAt : null;",
      },
    ],
    tests: [`packages/core/test/recovery/delay-notice.test.ts`],
  },
  {
    name: "the control group hears of no delay",
    edits: [
      {
        file: `packages/core/src/domain/recovery/ask-member.ts`,
        find: "!isNews && isInControlGroup",
        replace: "isInControlGroup",
      },
    ],
    tests: [`packages/core/test/recovery/delay-notice.test.ts`],
  },
  {
    name: "who was rejected is asked",
    edits: [
      {
        file: `packages/core/src/domain/derive.ts`,
        find: "isTooOften || isRejected(lifecycle.verification)",
        replace: "isTooOften",
      },
    ],
    tests: [`packages/core/test/recovery/rejected-reviews.test.ts`],
  },
  {
    name: "what a sweep finds while it asks ahead opens nothing",
    edits: [
      {
        file: `packages/core/src/domain/recovery/ask-member.ts`,
        find: "raises, ...about, nextActionAt",
        replace: "raises, nextActionAt",
      },
    ],
    tests: [`packages/core/test/recovery/opened-escalations.test.ts`],
  },
  {
    name: "an operator's note brings a prompt ahead of its time",
    edits: [
      {
        file: `packages/core/src/domain/accept.ts`,
        find: 'return isDue && kind !== "sweep"',
        replace: 'return false && kind !== "sweep"',
      },
    ],
    tests: [`packages/core/test/recovery/needs-of-due-orders.test.ts`],
  },
];
