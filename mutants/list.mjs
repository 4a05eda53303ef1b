const SERVER = "packages/server/src";
const POSTGRES = "packages/server/test/postgres";
const CORE = "packages/core";

/**
 * A promise broken on purpose: what is changed where, and the tests that shall notice.
 *
 * @typedef {{
 *   name: string,
 *   edits: readonly { file: string, find: string, replace: string }[],
 *   tests: readonly string[],
 * }} Mutant
 */

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  {
    name: "a message is settled without asking for its lease's token",
    edits: [
      {
        file: `${SERVER}/db/settle-message.ts`,
        find: "where p.lease_token = s.lease_token and p.state = 'sending'\n  returning",
        replace: "where p.state = 'sending'\n  returning",
      },
    ],
    tests: [`${POSTGRES}/leases.test.ts`],
  },
  {
    name: "a message ends although its lease has run out",
    edits: [
      {
        file: `${SERVER}/db/let-go.ts`,
        find: "and state = 'sending' and lease_until > clock_timestamp()",
        replace: "and state = 'sending'",
      },
    ],
    tests: [`${POSTGRES}/leases.test.ts`],
  },
  {
    name: "an event is acknowledged before it is committed",
    edits: [
      {
        file: `${SERVER}/usecases/commit-group.ts`,
        find: "const written = await writeTransitions(context.pool, writes);",
        replace:
          "const written = new Set(writes.map(({ orderId }) => orderId));\n    void writeTransitions(context.pool, writes).catch(() => {});",
      },
    ],
    tests: [`${POSTGRES}/group-commit.test.ts`],
  },
  {
    name: "a write does not ask whether the order has moved",
    edits: [
      {
        file: `${SERVER}/db/write-transitions.ts`,
        find: "on o.order_id = i.order_id and o.version = i.version - 1",
        replace: "on o.order_id = i.order_id",
      },
      {
        file: `${SERVER}/db/write-transitions.ts`,
        find: "where o.ctid = h.place and o.version = i.version - 1",
        replace: "where o.ctid = h.place",
      },
    ],
    tests: [`${POSTGRES}/concurrency.test.ts`],
  },
  {
    name: "the key that allows a prompt once a step is gone",
    edits: [
      {
        file: "packages/server/migrations/0003_recovery.sql",
        find: "  primary key (order_id, stage, stage_entry, step),\n",
        replace: "",
      },
      {
        file: `${SERVER}/db/write-transitions.ts`,
        find: "    on conflict (order_id, stage, stage_entry, step) do nothing\n",
        replace: "",
      },
      {
        file: `${SERVER}/db/write-decisions.ts`,
        find: "    on conflict (order_id, stage, stage_entry, step) do nothing\n",
        replace: "",
      },
    ],
    tests: [`${POSTGRES}/invariants.test.ts`, `${POSTGRES}/delivery.test.ts`],
  },
  {
    name: "the marker is not committed before the message's end",
    edits: [
      {
        file: `${SERVER}/db/let-go.ts`,
        find: "standing.length === 0 ? [] : await mark(pool, [standing]);",
        replace: "standing.map((lease_token) => ({ lease_token }));",
      },
    ],
    tests: [`${POSTGRES}/leases.test.ts`],
  },
  {
    name: "attempts are counted after sending",
    edits: [
      {
        file: `${SERVER}/db/lease-messages.ts`,
        find: "attempts = p.attempts + (l.verdict = 'sending')::integer",
        replace: "attempts = p.attempts",
      },
      {
        file: `${SERVER}/db/settle-message.ts`,
        find: "attempts = p.attempts - s.not_counted",
        replace: "attempts = p.attempts + 1 - s.not_counted",
      },
    ],
    tests: [`${POSTGRES}/leases.test.ts`],
  },
  {
    name: "the process's clock says when an event was recorded",
    edits: [
      {
        file: `${SERVER}/db/read-for-transitions.ts`,
        find: "    now: row.now,",
        replace: "    now: Date.now(),",
      },
    ],
    tests: [`${POSTGRES}/clock.test.ts`],
  },
  {
    name: "the process's clock says what is due",
    edits: [
      {
        file: `${SERVER}/usecases/sweep-overdue.ts`,
        find: "const dueBy = await readClock(context.pool);",
        replace: "const dueBy = Date.now();",
      },
    ],
    tests: [`${POSTGRES}/clock.test.ts`],
  },
  {
    name: "a claim waits for rows that another transaction holds",
    edits: [
      {
        file: `${SERVER}/db/claim-overdue.ts`,
        find: "    limit $4\n    for update skip locked",
        replace: "    limit $4\n    for update",
      },
    ],
    tests: [`${POSTGRES}/sweep.test.ts`],
  },
  {
    name: "a row that can't be written stops its batch",
    edits: [
      {
        file: `${SERVER}/usecases/sweep-overdue.ts`,
        find: "    return await decideSingly(context, run, after, size);",
        replace: "    throw error;",
      },
    ],
    tests: [`${POSTGRES}/sweep.test.ts`],
  },
  {
    name: "the last look does not ask whether mail is wanted",
    edits: [
      {
        file: `${SERVER}/db/let-go.ts`,
        find: "    and n.order_updates is distinct from false and s.address is null\n",
        replace: "",
      },
    ],
    tests: [`${POSTGRES}/delivery.test.ts`],
  },
  {
    name: "the last look holds nothing until the end is written",
    edits: [
      {
        file: `${SERVER}/db/let-go.ts`,
        find: "const [, standing] = await Promise.all([holdAll(db, [[token]]), look(db, [[token]])]);",
        replace: "const standing = await look(db, [[token]]);",
      },
      {
        file: `${SERVER}/db/let-go.ts`,
        find: "await Promise.all([holdFree(db, [tokens]), look(db, [tokens])]);",
        replace: "[tokens.map((lease_token) => ({ lease_token })), await look(db, [tokens])];",
      },
    ],
    tests: [`${POSTGRES}/last-look.test.ts`],
  },
  {
    name: "two sweeps may write to one member at the same moment",
    edits: [
      {
        file: `${SERVER}/db/prompted-recipients.ts`,
        find: "\n    where p.prompted_at <= excluded.prompted_at - $3 * interval '1 ms'",
        replace: "\n    where $3::bigint is not null",
      },
    ],
    tests: [`${POSTGRES}/recovery-timing.test.ts`],
  },
  {
    name: "a folded message may be sent in parts",
    edits: [
      {
        file: `${SERVER}/db/lease-messages.ts`,
        find: "    join whole using (message_id)\n",
        replace: "",
      },
    ],
    tests: [`${POSTGRES}/folding.test.ts`],
  },
  {
    name: "what may have been sent is sent again",
    edits: [
      {
        file: `${SERVER}/usecases/deliver-message.ts`,
        find: "return retries ? ",
        replace: "return retries || true ? ",
      },
    ],
    tests: [`${POSTGRES}/delivery.test.ts`],
  },
  {
    name: "an address that was refused is written to again",
    edits: [
      {
        file: `${SERVER}/usecases/deliver-message.ts`,
        find: "outcome.permanent && outcome.recipientRejected",
        replace: "!outcome.permanent && outcome.recipientRejected",
      },
    ],
    tests: [`${POSTGRES}/delivery.test.ts`],
  },
  {
    name: "a pause leaves decided prompts to be sent",
    edits: [
      {
        file: `${CORE}/src/domain/transition.ts`,
        find: "effects: { ...effects, withdrawsPrompts: true }",
        replace: "effects",
      },
    ],
    tests: [`${POSTGRES}/operators-pause.test.ts`],
  },
  {
    name: "nobody waits for the end of the quiet hours",
    edits: [
      {
        file: `${CORE}/src/domain/decide-recovery.ts`,
        find: "quietUntil(quietHours, timeZone, uncappedAt) ?? uncappedAt",
        replace: "uncappedAt",
      },
    ],
    tests: [`${CORE}/test/recovery-deferral.test.ts`],
  },
  {
    name: "a repeated request is carried out again",
    edits: [
      {
        file: `${SERVER}/usecases/decide-event.ts`,
        find: "stored: key === undefined ? null : { key, requestHash, answer }",
        replace: "stored: null",
      },
    ],
    tests: [`${POSTGRES}/idempotency.test.ts`],
  },
  {
    name: "a closed order can be opened again by a late fact",
    edits: [
      {
        file: `${CORE}/src/domain/transition.ts`,
        find: "return isTerminal(state) && isLate(state, event, now)\n        ? recordLate(state, event, now)\n        : recordStageEvent(state, event, policy, now);",
        replace: "return recordStageEvent(state, event, policy, now);",
      },
    ],
    tests: [`${CORE}/test/placing-and-cancelling.test.ts`, `${CORE}/test/replay.test.ts`],
  },
  {
    name: "a webhook of another time is let in",
    edits: [
      {
        file: `${SERVER}/connectors/connector.ts`,
        find: "return Math.abs(now - signedAt) <= TOLERANCE_MS;",
        replace: "return now - signedAt <= TOLERANCE_MS;",
      },
    ],
    tests: [`${POSTGRES}/webhooks-forgeries.test.ts`],
  },
  {
    name: "of two signature headers the first is taken",
    edits: [
      {
        file: `${SERVER}/connectors/connector.ts`,
        find: "value === undefined || values?.length !== 1 ? null : value",
        replace: "value ?? null",
      },
    ],
    tests: [`${POSTGRES}/webhooks-forgeries.test.ts`],
  },
  {
    name: "a webhook is answered before it is kept",
    edits: [
      {
        file: `${SERVER}/usecases/receive-webhook.ts`,
        find: "const { inboxId, isNew } = await intake({ ...message, bodyHash });",
        replace:
          'void intake({ ...message, bodyHash }).catch(() => {});\n  const [inboxId, isNew] = ["00000000-0000-4000-8000-000000000009", true];',
      },
    ],
    tests: [`${POSTGRES}/webhooks-queue.test.ts`],
  },
  {
    name: "a Shopify order's id is read as a number",
    edits: [
      {
        file: `${SERVER}/connectors/read-json.ts`,
        find: "new Digits(context?.source ?? String(value))",
        replace: "new Digits(String(value))",
      },
    ],
    tests: ["packages/server/test/unit/read-json.test.ts"],
  },
  {
    name: "a fact that was parked under an object stays there when the order is named",
    edits: [
      {
        file: `${SERVER}/db/provider-references.ts`,
        find: "if (provisional.length > 0) await rehome",
        replace: "if (provisional.length > 99) await rehome",
      },
    ],
    tests: [`${POSTGRES}/webhooks-references.test.ts`],
  },
  {
    name: "a provider that can't be reached leads to a prompt",
    edits: [
      {
        file: `${CORE}/src/domain/decide-recovery.ts`,
        find: 'if (context.providerAnswer === "awaited") {',
        replace: 'if (context.providerAnswer === "awaited" && orchestration.version < 2) {',
      },
    ],
    tests: [`${CORE}/test/recovery-decision.test.ts`],
  },
  {
    name: "what was taken back before the end is late when it is heard of after it",
    edits: [
      {
        file: `${CORE}/src/domain/transition.ts`,
        find: 'if (state.status === "cancelled" || event.source === null) return true;',
        replace: "if (event.source !== undefined) return true;",
      },
    ],
    tests: [`${CORE}/test/order-of-arrival.test.ts`],
  },
  {
    name: "a hold is captured after its time, as long as no job has run",
    edits: [
      {
        file: `${CORE}/src/domain/ledger-operation.ts`,
        find: 'return expiresAt <= now ? "expired" : null;',
        replace: 'return expiresAt <= 0 ? "expired" : null;',
      },
    ],
    tests: [`${POSTGRES}/loyalty-holds.test.ts`],
  },
  {
    name: "a cancelled order keeps its points held",
    edits: [
      {
        file: `${CORE}/src/domain/redemption.ts`,
        find: 'return next.currentStage === "completed" ? "capture" : "release";',
        replace: 'return next.currentStage === "completed" ? "capture" : null;',
      },
    ],
    tests: [`${POSTGRES}/loyalty-lifecycle.test.ts`],
  },
  {
    name: "the console lets anybody in who has a session, whatever their role",
    edits: [
      {
        file: `${SERVER}/http/console/guard.ts`,
        find: "if (role === undefined || !includesRole(operator.role, role)) {",
        replace: "if (role === undefined) {",
      },
    ],
    tests: [`${POSTGRES}/console-actions.test.ts`],
  },
  {
    name: "the console takes changes that another site's page asks for",
    edits: [
      {
        file: `${SERVER}/http/console/guard.ts`,
        find: 'if (site !== undefined && site !== "same-origin") return false;',
        replace: "",
      },
    ],
    tests: [`${POSTGRES}/console-session.test.ts`],
  },
  {
    name: "an operator acts on an order that they have not seen as it is",
    edits: [
      {
        file: `${SERVER}/usecases/operate-order.ts`,
        find: "expectedVersion: version,",
        replace: "expectedVersion: undefined,",
      },
    ],
    tests: [`${POSTGRES}/console-actions.test.ts`],
  },
  {
    name: "sign-ins are not counted by mail address",
    edits: [
      {
        file: `${SERVER}/usecases/sign-in.ts`,
        find: "{ key: mail, most: MOST_BY_MAIL },",
        replace: "{ key: mail, most: 1_000 },",
      },
    ],
    tests: [`${POSTGRES}/console-session.test.ts`],
  },
  {
    name: "an operator's prompt forgets the frequency cap",
    edits: [
      {
        file: `${SERVER}/usecases/prompt-now.ts`,
        find: "if (!granted.has(recipient))",
        replace: "if (granted.size > 1)",
      },
      {
        file: `${SERVER}/usecases/prompt-now.ts`,
        find: "const decision = decidePrompt(state, recovery, policy, read.now);",
        replace:
          "const decision = decidePrompt(state, { ...recovery, lastPromptedAt: null }, policy, read.now);",
      },
    ],
    tests: [`${POSTGRES}/console-actions.test.ts`],
  },
  {
    name: "an erased member's words stay in the state that is kept beside the timeline",
    edits: [
      {
        file: `${SERVER}/usecases/erase-member.ts`,
        find: "for (const orderId of orderIds) await rewrite(tx, orderId);",
        replace: "if (orderIds.length > 1_000) await rewrite(tx, String(orderIds));",
      },
    ],
    tests: [`${POSTGRES}/console-erasure.test.ts`],
  },
  {
    name: "a policy is adopted over one that its author has not seen",
    edits: [
      {
        file: `${SERVER}/usecases/adopt-policy.ts`,
        find: "if (present !== inForce)",
        replace: "if (present === inForce && present === undefined)",
      },
    ],
    tests: [`${POSTGRES}/console-policy.test.ts`],
  },
  {
    name: "a replay forgets when an order was really decided",
    edits: [
      {
        file: `${CORE}/src/domain/replay-policy.ts`,
        find: '.find(({ kind, payload }) => kind === "sweep" && payload?.runId === runId)',
        replace: '.find(({ kind, payload }) => kind === "sweep" && payload?.runId === null)',
      },
    ],
    tests: [`${CORE}/test/replay-policy.test.ts`],
  },
  {
    name: "a cell of a CSV file may begin as a formula does",
    edits: [
      {
        file: `${SERVER}/http/csv.ts`,
        find: "const inert = FORMULA.test(value)",
        replace: 'const inert = value === "never"',
      },
    ],
    tests: ["packages/server/test/unit/hostile-texts.test.ts"],
  },
  {
    name: "the queue's second part begins anew behind its first page",
    edits: [
      {
        file: `${SERVER}/db/console-queue.ts`,
        find: "> (coalesce($4, '-infinity'::timestamptz), coalesce($5, ''))",
        replace: ">= (coalesce($4, '-infinity'::timestamptz), coalesce($5, ''))",
      },
    ],
    tests: [`${POSTGRES}/console-queue.test.ts`],
  },
];
