const SERVER = "packages/server/src";
const DOMAIN = "packages/core/src/domain";
const TESTS = "packages/server/test";
const REACH_AGAIN = `${TESTS}/reachability/reach-again.pg.test.ts`;
const JUDGMENT = `${TESTS}/reachability/judgment.pg.test.ts`;

/**
 * Broken promises about who can be written to, and about the judgment before a prompt.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const REACHABILITY = [
  {
    name: "a step whose mail is with the mail server is given back",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/mails-gone-out.ts`,
        find: "or p.state in ('pending', 'retry', 'sending') and p.ending_at is not null",
        replace: "or false",
      },
    ],
    tests: [`${TESTS}/reachability/steps-race.pg.test.ts`],
  },
  {
    name: "given-back steps forget the mails before them",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/mails-gone-out.ts`,
        find: "and p.stage_entry >=",
        replace: "and p.stage_entry >= o.stage_entry and p.stage_entry >=",
      },
    ],
    tests: [REACH_AGAIN],
  },
  {
    name: "a decision about a stage that is done is decided again",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/reach.ts`,
        find: "plan on plan.planned::timestamptz(3) = o.next_action_at",
        replace: "plan on true",
      },
    ],
    tests: [REACH_AGAIN],
  },
  {
    name: "a first mail is called a reminder because of its step",
    edits: [
      {
        file: `${SERVER}/delivery/compose-prompt.ts`,
        find: "toneOf(first.earlierMails)",
        replace: "toneOf(first.step)",
      },
    ],
    tests: [REACH_AGAIN],
  },
  {
    name: "a bounce makes no order due",
    edits: [
      {
        file: `${SERVER}/delivery/deliver-message.ts`,
        find: "if (isBounced) await",
        replace: "if (isBounced && message.attempts > 99) await",
      },
    ],
    tests: [REACH_AGAIN],
  },
  {
    name: "a guest's new address waits for the next look",
    edits: [
      {
        file: `${SERVER}/intake/store-reported-order.ts`,
        find: "known.email === order.email ? null",
        replace: "known.orderId === order.orderId ? null",
      },
    ],
    tests: [REACH_AGAIN],
  },
  {
    name: "a decision about an opt-out uses up a step",
    edits: [
      {
        file: `${DOMAIN}/recovery/ask-member.ts`,
        find: "reason: refused, raises, ",
        replace: "reason: refused, step, raises, ",
      },
    ],
    tests: ["packages/core/test/recovery/recovery-decision.test.ts"],
  },
  {
    name: "an order that an operator has let go of waits for the next look",
    edits: [
      {
        file: `${SERVER}/alerts/change-escalation.ts`,
        find: "if (result.ok && endsWork)",
        replace: "if (!result.ok && endsWork)",
      },
    ],
    tests: [JUDGMENT],
  },
  {
    name: "a prompt goes out although an operator has taken the order",
    edits: [
      {
        file: `${SERVER}/delivery/sql/lease-messages.ts`,
        find: "or $7 and",
        replace: "or $7 and false and",
      },
    ],
    tests: [JUDGMENT],
  },
  {
    name: "a prompt goes out although its shopper has bought again since",
    edits: [
      {
        file: `${SERVER}/delivery/sql/lease-messages.ts`,
        find: "when $8 and",
        replace: "when $8 and false and",
      },
    ],
    tests: [JUDGMENT],
  },
  {
    name: "a later order counts only when its goods have left",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/bought-again.ts`,
        find: "current_stage <> 'payment'",
        replace: "current_stage = 'completed'",
      },
    ],
    tests: [JUDGMENT],
  },
  {
    name: "only orders of the same member count as bought again",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/bought-again.ts`,
        find: "        union all select order_id from orders a\n          where ",
        replace: "        union all select order_id from orders a\n          where false and ",
      },
    ],
    tests: [JUDGMENT],
  },
  {
    name: "a decline restarts the patience",
    edits: [
      {
        file: `${DOMAIN}/transition.ts`,
        find: "(isTryingAgain(before, after, state, was.nextActionAt, policy) ||",
        replace:
          "((isTryingAgain(before, after, state, was.nextActionAt, policy) && state.version < 0) ||",
      },
    ],
    tests: [`${TESTS}/recovery/declines.pg.test.ts`],
  },
  {
    name: "a test is a purchase",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/bought-again.ts`,
        find: " and not later.is_test",
        replace: "",
      },
    ],
    tests: [JUDGMENT],
  },
];
