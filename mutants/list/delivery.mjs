const SERVER = "packages/server/src";
const TESTS = "packages/server/test";

/**
 * Broken promises of sending mail.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const DELIVERY = [
  {
    name: "an attempt is recorded without its lease's token",
    edits: [
      {
        file: `${SERVER}/delivery/sql/record-attempt.ts`,
        find: "where p.lease_token = s.lease_token and p.state = 'sending'\n  returning",
        replace: "where p.state = 'sending'\n  returning",
      },
    ],
    tests: [`${TESTS}/delivery/leases.pg.test.ts`],
  },
  {
    name: "a message ends although its lease has run out",
    edits: [
      {
        file: `${SERVER}/delivery/sql/permit-end.ts`,
        find: "and state = 'sending' and lease_until > clock_timestamp()",
        replace: "and state = 'sending'",
      },
    ],
    tests: [`${TESTS}/delivery/leases.pg.test.ts`],
  },
  {
    name: "the marker is not committed before the message's end",
    edits: [
      {
        file: `${SERVER}/delivery/sql/permit-end.ts`,
        find: "standing.length === 0 ? [] : await mark(pool, [standing]);",
        replace: "standing.map((lease_token) => ({ lease_token }));",
      },
    ],
    tests: [`${TESTS}/delivery/leases.pg.test.ts`],
  },
  {
    name: "attempts are counted after sending",
    edits: [
      {
        file: `${SERVER}/delivery/sql/lease-messages.ts`,
        find: "attempts = p.attempts + (l.verdict = 'sending')::integer",
        replace: "attempts = p.attempts",
      },
      {
        file: `${SERVER}/delivery/sql/record-attempt.ts`,
        find: "attempts = p.attempts - s.not_counted",
        replace: "attempts = p.attempts + 1 - s.not_counted",
      },
    ],
    tests: [`${TESTS}/delivery/leases.pg.test.ts`],
  },
  {
    name: "the last look does not check whether mail is wanted",
    edits: [
      {
        file: `${SERVER}/delivery/sql/permit-end.ts`,
        find: "MAY_BE_WRITTEN_TO}\n",
        replace: "STILL_WAITS}\n",
      },
    ],
    tests: [`${TESTS}/delivery/delivery.pg.test.ts`],
  },
  {
    name: "the last look locks nothing until the end is written",
    edits: [
      {
        file: `${SERVER}/delivery/sql/permit-end.ts`,
        find: "const [, standing] = await Promise.all([lockAll(db, [[token]]), look(db, [[token]])]);",
        replace: "const standing = await look(db, [[token]]);",
      },
      {
        file: `${SERVER}/delivery/sql/permit-end.ts`,
        find: "await Promise.all([lockFree(db, [tokens]), look(db, [tokens])]);",
        replace: "[tokens.map((lease_token) => ({ lease_token })), await look(db, [tokens])];",
      },
    ],
    tests: [`${TESTS}/delivery/last-look.pg.test.ts`],
  },
  {
    name: "a folded message may be sent in parts",
    edits: [
      {
        file: `${SERVER}/delivery/sql/lease-messages.ts`,
        find: "    join whole using (message_id)\n",
        replace: "",
      },
    ],
    tests: [`${TESTS}/delivery/folding.pg.test.ts`],
  },
  {
    name: "what may have been sent is sent again",
    edits: [
      {
        file: `${SERVER}/delivery/attempt.ts`,
        find: "return terms.retriesAmbiguous ? ",
        replace: "return terms.retriesAmbiguous || true ? ",
      },
    ],
    tests: [`${TESTS}/delivery/delivery.pg.test.ts`, `${TESTS}/delivery/attempt.test.ts`],
  },
  {
    name: "a message's end is written without its marker",
    edits: [
      {
        file: `${SERVER}/delivery/attempt.ts`,
        find: 'return go("looking", { kind: "request_permit" });',
        replace: 'return go("permitted", { kind: "write_end" });',
      },
    ],
    tests: [`${TESTS}/delivery/attempt.test.ts`],
  },
  {
    name: "an address that was refused is written to again",
    edits: [
      {
        file: `${SERVER}/delivery/attempt.ts`,
        find: "outcome.permanent && outcome.recipientRejected",
        replace: "!outcome.permanent && outcome.recipientRejected",
      },
    ],
    tests: [`${TESTS}/delivery/delivery.pg.test.ts`],
  },
  {
    name: "each worker has a send rate of its own",
    edits: [
      {
        file: `${SERVER}/delivery/sql/send-allowances.ts`,
        find: "select pg_advisory_xact_lock($1::bigint)",
        replace: "select $1::bigint",
      },
    ],
    tests: [`${TESTS}/delivery/send-rate.pg.test.ts`],
  },
  {
    name: "an allowance to send grows without an end",
    edits: [
      {
        file: `${SERVER}/delivery/sql/send-allowances.ts`,
        find: "/ 6.0), s.tokens +",
        replace: "/ 6.0) + 1e9, s.tokens +",
      },
    ],
    tests: [`${TESTS}/delivery/send-rate.pg.test.ts`],
  },
  {
    name: "a mail about a delay goes out although another day was promised",
    edits: [
      {
        file: `${SERVER}/delivery/sql/last-look.ts`,
        find: "and (o.things ->> 'promisedBy')::bigint = (extract(epoch from p.promised_by) * 1000)::bigint",
        replace: "and o.things ? 'promisedBy'",
      },
      {
        file: "packages/core/src/domain/evolve.ts",
        find: "return { ...state, stageEntry: state.stageEntry + 1, cadenceStep: 0 };",
        replace: "return state;",
      },
    ],
    tests: [`${TESTS}/fulfillment/delay-mail.pg.test.ts`],
  },
  {
    name: "an order that turns out to be a test is mailed",
    edits: [
      {
        file: `${SERVER}/delivery/sql/last-look.ts`,
        find: "r.is_test is not true and ",
        replace: "",
      },
    ],
    tests: [`${TESTS}/delivery/delivery.pg.test.ts`],
  },
  {
    name: "a mail about a delay goes out although the parcels have arrived",
    edits: [
      {
        file: `${SERVER}/delivery/sql/last-look.ts`,
        find: "const IS_AWAITED = `not (",
        replace: "const IS_AWAITED = `not (false and ",
      },
    ],
    tests: [`${TESTS}/fulfillment/delay-mail.pg.test.ts`],
  },
  {
    name: "a mailbox's first mail is a reminder because another one got mail",
    edits: [
      {
        file: `${SERVER}/delivery/sql/lease-messages.ts`,
        find: "and gone.promised_by is null and",
        replace: "and gone.promised_by is null or",
      },
    ],
    tests: [`${TESTS}/reachability/first-mails.pg.test.ts`],
  },
  {
    name: "a lease writes to a mailbox whose cap was not claimed",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/prompt-recipient.ts`,
        find: "return `(p.member_id is",
        replace: "return `(true or p.member_id is",
      },
    ],
    tests: [`${TESTS}/recovery/cap-given-back.pg.test.ts`],
  },
  {
    name: "a mail about a delay is a reminder",
    edits: [
      {
        file: `${SERVER}/delivery/compose-prompt.ts`,
        find: "return isLate && things.promisedBy !== null ?",
        replace: "return isLate && things.promisedBy === now ?",
      },
    ],
    tests: [`${TESTS}/fulfillment/delay-mail.pg.test.ts`],
  },
  {
    name: "a mail about a delay lists what the shopper has to do",
    edits: [
      {
        file: `${SERVER}/delivery/mail/recovery-view.ts`,
        find: "(asks ? input.pendingSteps : [])",
        replace: "input.pendingSteps",
      },
    ],
    tests: [`${TESTS}/fulfillment/delay-mail.pg.test.ts`],
  },
];
