import type { EscalationReason } from "@followthrough/core/domain";
import { MONEY_BY_REASON, NO_CHECKS } from "./escalated-money.ts";
import {
  completeBefore,
  dueBefore,
  dueLater,
  HOUR,
  instant,
  type OrderDraft,
  report,
} from "./order-draft.ts";
import { LAST_ROUND, type Step } from "./shop-plan.ts";
import type { Situation } from "./situation.ts";

/** Reasons that no seeded order has, because the API can't bring them about within a minute. */
export const UNSEEDED_REASONS = {
  order_never_came: "a report has to wait for its order for 72 hours",
  points_not_captured: "a hold has to run out before a fulfillment that was reported late",
  loyalty_drift: "the shop needs a points program of its own that disagrees",
  not_prompted: "the policy has to send no prompts about a stage",
} as const satisfies Partial<Record<EscalationReason, string>>;

type SeededReason = Exclude<EscalationReason, keyof typeof UNSEEDED_REASONS>;

const HELD_POINTS = 400;

/** What somebody bought twice, because the first payment failed. */
const AGAIN = "bought again";

const OPERATORS = ["Mara Quinn", "Theo Brandt"] as const;

/** How an order comes to need an operator, by the reason. */
const BY_REASON: Readonly<Record<SeededReason, Omit<Situation, "name">>> = {
  ...MONEY_BY_REASON,
  missing_member: {
    weight: 1,
    shopper: "unreported",
    steps: (draft) => ({
      0: [report(draft, 0.3, "payment", "waiting", { nextActionAt: dueBefore(draft) })],
    }),
  },
  missing_address: {
    weight: 1,
    shopper: "guest_without_address",
    steps: (draft) => ({
      0: [report(draft, 0.3, "payment", "failed", { nextActionAt: dueBefore(draft) })],
    }),
  },
  cadence_exhausted: {
    weight: 1,
    steps: (draft) =>
      Object.fromEntries(
        [0, 1, 2, 3, 4].map((round): [number, Step[]] => [
          round,
          [
            ...(round === 0 ? completeBefore(draft, "verification", { until: 0.1 }) : []),
            report(draft, 0.2 + round * 0.15, "verification", "waiting", {
              nextActionAt: dueBefore(draft),
            }),
          ],
        ]),
      ),
  },
  waiting_on_operator: {
    weight: 3,
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "fulfillment"),
        report(draft, 0.65, "fulfillment", "waiting", {
          waitingOn: "operator",
          nextActionAt: dueBefore(draft),
        }),
      ],
    }),
  },
  provider_silent: {
    weight: 3,
    steps: (draft) => ({
      0: [
        report(draft, 0.2, "payment", "in_progress", {
          waitingOn: "provider",
          nextActionAt: dueBefore(draft),
        }),
      ],
    }),
  },
  fulfillment_failed: {
    weight: 2,
    ageHours: [60, 200],
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "fulfillment", { until: 0.4 }),
        report(draft, 0.5, "fulfillment", "in_progress"),
        report(draft, 0.7, "fulfillment", "failed", { nextActionAt: dueBefore(draft) }),
      ],
    }),
  },
  payment_after_cancellation: {
    weight: 1,
    steps: (draft) => ({
      0: [
        { kind: "cancel", reason: "The shopper changed their mind" },
        report(draft, "now", "payment", "completed"),
      ],
    }),
  },
  refund_after_completion: {
    weight: 1,
    ageHours: [200, 500],
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "completed"),
        report(draft, 0.9, "payment", "failed", {
          reopens: true,
          note: "The payment was disputed and taken back",
        }),
      ],
    }),
  },
  hold_expiring: {
    weight: 1,
    points: HELD_POINTS,
    order: { requires: { verification: false, loyaltyHold: true } },
    // Unpaid, because the points of an order that is paid don't expire; and news of it would extend the hold.
    steps: (draft) => ({
      0: [
        report(draft, 0.3, "payment", "in_progress", { nextActionAt: dueBefore(draft) }),
        ...holdUntilTomorrow(draft),
      ],
    }),
  },
  unreachable: {
    weight: 3,
    shopper: "opted_out",
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "verification", { until: 0.4 }),
        report(draft, 0.5, "verification", "waiting", { nextActionAt: dueBefore(draft) }),
      ],
    }),
  },
  bought_again: {
    weight: 1,
    shopper: "settled",
    errand: AGAIN,
    ageHours: [60, 90],
    steps: (draft) => ({
      0: [report(draft, 0.1, "payment", "failed", { nextActionAt: dueBefore(draft) })],
    }),
  },
  late: {
    weight: 2,
    ageHours: [60, 200],
    promisedAt: 0.9,
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "fulfillment", { until: 0.3 }),
        report(draft, 0.4, "fulfillment", "waiting"),
      ],
    }),
  },
  shipped_unpaid: {
    weight: 1,
    order: NO_CHECKS,
    steps: (draft) => ({
      0: [
        report(draft, 0.2, "payment", "in_progress", { nextActionAt: dueLater(draft) }),
        report(draft, 0.6, "fulfillment", "in_progress"),
      ],
    }),
  },
  shipped_unverified: {
    weight: 1,
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "verification", { until: 0.2 }),
        report(draft, 0.4, "verification", "in_progress", { nextActionAt: dueLater(draft) }),
        report(draft, 0.7, "fulfillment", "in_progress"),
      ],
    }),
  },
};

/** A hold that expires within the day, which is when the default policy warns of it. */
function holdUntilTomorrow({ orderId, memberId, now }: OrderDraft): Step[] {
  if (memberId === null) throw new Error("A guest has no points to hold");
  const body = { memberId, orderId, points: HELD_POINTS, expiresAt: instant(now + 20 * HOUR) };
  return [{ kind: "hold", holdId: `hold.${orderId}`, body }];
}

/** Orders that need an operator; some of them are in somebody's hands already. */
export const ESCALATED: readonly Situation[] = [
  ...Object.entries(BY_REASON).map(([reason, situation]) => ({
    ...situation,
    name: `escalated: ${reason}`,
  })),
  {
    name: "the later order of somebody who bought again",
    weight: 1,
    shopper: "settled",
    errand: AGAIN,
    ageHours: [12, 40],
    steps: (draft) => ({ 0: completeBefore(draft, "completed", { until: 0.8 }) }),
  },
  {
    name: "held by a review",
    weight: 2,
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "verification", { until: 0.2 }),
        report(draft, 0.3, "verification", "waiting", {
          note: "The payment is reviewed",
          check: {
            kind: "review",
            reference: `${draft.orderId}.review`,
            state: "open",
            reason: "rule",
          },
        }),
      ],
    }),
  },
  {
    ...BY_REASON.provider_silent,
    name: "escalated and assigned",
    steps: (draft) => ({
      ...BY_REASON.provider_silent.steps(draft),
      [LAST_ROUND]: [{ kind: "assign", assignee: draft.random.pick(OPERATORS) }],
    }),
  },
  {
    ...BY_REASON.waiting_on_operator,
    name: "escalated and resolved",
    steps: (draft) => ({
      ...BY_REASON.waiting_on_operator.steps(draft),
      [LAST_ROUND]: [
        {
          kind: "resolve",
          operator: draft.random.pick(OPERATORS),
          resolution: "The workshop has a free piece; it leaves on Monday",
        },
      ],
    }),
  },
];
