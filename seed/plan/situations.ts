import { STAGE_STATUSES, STAGES, type Stage, type StageStatus } from "@followthrough/core/domain";
import { ESCALATED } from "./escalated.ts";
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

/** An order at this stage that nobody has to look at yet. */
function onItsWay(stage: Stage, status: Exclude<StageStatus, "completed">): Situation {
  const first = STAGES[0];
  const isUntouched = stage === first && status === "not_started";
  return {
    name: `${stage}: ${status}`,
    weight: 1,
    // Nothing was reported of it, so the policy's patience alone says when it is due.
    ...(isUntouched && { ageHours: [0.05, 0.3] as const }),
    ...(stage === "fulfillment" && { promisedAt: 1.6 }),
    steps: (draft) => {
      const later = { nextActionAt: dueLater(draft) };
      if (status === "not_started") return { 0: completeBefore(draft, stage, later) };
      return { 0: [...completeBefore(draft, stage), report(draft, 0.8, stage, status, later)] };
    },
  };
}

/** An order whose member is due to be reminded. */
function reminded(stage: Stage, status: StageStatus): (draft: OrderDraft) => Step[] {
  return (draft) => [
    ...completeBefore(draft, stage, { until: 0.4 }),
    report(draft, 0.5, stage, status, { nextActionAt: dueBefore(draft) }),
  ];
}

const COMPLETED: readonly Situation[] = [
  {
    name: "completed",
    weight: 70,
    ageHours: [100, 670],
    steps: (draft) => ({ 0: completeBefore(draft, "completed", { until: 0.7 }) }),
  },
  {
    name: "completed lately",
    weight: 20,
    shopper: "settled",
    ageHours: [40, 100],
    promisedAt: 1,
    steps: (draft) => ({ 0: completeBefore(draft, "completed", { until: 0.9 }) }),
  },
  {
    name: "completed by a guest",
    weight: 12,
    shopper: "guest",
    ageHours: [100, 670],
    order: { requires: { loyaltyHold: false } },
    steps: (draft) => ({ 0: completeBefore(draft, "completed", { until: 0.7 }) }),
  },
  {
    name: "completed with points",
    weight: 5,
    shopper: "settled",
    points: 350,
    ageHours: [3, 20],
    steps: (draft) => ({ 0: completeBefore(draft, "completed", { until: 0.9 }) }),
  },
  {
    name: "completed after a prompt",
    weight: 5,
    steps: (draft) => ({
      0: reminded("payment", "waiting")(draft),
      // The shopper came back after the prompt: insight counts these orders as recovered.
      [LAST_ROUND]: STAGES.map((stage) => report(draft, "now", stage, "completed")),
    }),
  },
];

const REMINDED: readonly Situation[] = [
  {
    name: "prompted",
    weight: 5,
    steps: (draft) => ({ 0: reminded("payment", "failed")(draft) }),
  },
  {
    name: "prompted with points",
    weight: 2,
    points: 1_200,
    ageHours: [20, 60],
    steps: (draft) => ({ 0: reminded("verification", "waiting")(draft) }),
  },
  {
    name: "prompted about points",
    weight: 2,
    steps: (draft) => ({
      0: [confirmPoints(draft, "pending"), ...reminded("loyalty_hold", "waiting")(draft)],
    }),
  },
  {
    name: "prompted as a guest",
    weight: 2,
    shopper: "guest",
    order: { requires: { verification: false, loyaltyHold: false } },
    steps: (draft) => ({ 0: reminded("payment", "waiting")(draft) }),
  },
  {
    name: "prompted about a document",
    weight: 3,
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "verification", { until: 0.2 }),
        report(draft, 0.3, "verification", "failed", {
          nextActionAt: dueBefore(draft),
          check: {
            kind: "identity",
            reference: `${draft.orderId}.identity`,
            state: "requires_input",
            reason: "document_expired",
            failure: `${draft.orderId}.attempt-1`,
          },
        }),
      ],
    }),
  },
  {
    name: "overdue since the last sweep",
    weight: 6,
    steps: (draft) => ({ [LAST_ROUND]: reminded("verification", "waiting")(draft) }),
  },
];

const CLOSED_OR_HELD_BACK: readonly Situation[] = [
  {
    name: "cancelled before payment",
    weight: 5,
    ageHours: [5, 400],
    steps: () => ({ 0: [{ kind: "cancel", reason: "Ordered twice" }] }),
  },
  {
    name: "cancelled after payment",
    weight: 3,
    ageHours: [20, 400],
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "verification"),
        { kind: "cancel", reason: "Delivery would take too long" },
      ],
    }),
  },
  {
    name: "cancelled with points",
    weight: 2,
    points: 250,
    ageHours: [2, 20],
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "verification"),
        { kind: "cancel", reason: "The member chose another table" },
      ],
    }),
  },
  {
    name: "paused",
    weight: 3,
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "verification"),
        report(draft, 0.7, "verification", "waiting", { nextActionAt: dueLater(draft) }),
        {
          kind: "pause",
          body: {
            until: instant(draft.now + (30 + 60 * draft.random.next()) * HOUR),
            reason: "The member is traveling until then",
            operator: "Mara Quinn",
          },
        },
      ],
    }),
  },
  {
    name: "payment taken back",
    weight: 1,
    steps: (draft) => ({
      0: [
        ...completeBefore(draft, "verification", { until: 0.3 }),
        report(draft, 0.8, "payment", "failed", {
          reopens: true,
          note: "The direct debit bounced",
          nextActionAt: dueLater(draft),
        }),
      ],
    }),
  },
  {
    name: "points confirmed",
    weight: 2,
    steps: (draft) => ({
      0: [
        confirmPoints(draft, "resolved"),
        ...completeBefore(draft, "fulfillment", { nextActionAt: dueLater(draft) }),
      ],
    }),
  },
];

function confirmPoints(
  { orderId, memberId, now }: OrderDraft,
  status: "pending" | "resolved",
): Step {
  if (memberId === null) throw new Error("A guest has no points to confirm");
  return {
    kind: "loyalty_step",
    memberId,
    externalId: `redeem.${orderId}`,
    body: {
      kind: "redemption",
      title: "Confirm that you want to use your points for this order",
      status,
      orderId,
      expiresAt: instant(now + 72 * HOUR),
    },
  };
}

/** Everything that happens in the seeded shop; the first orders show each of them once, in this order. */
export const SITUATIONS: readonly Situation[] = [
  ...ESCALATED,
  ...REMINDED,
  ...CLOSED_OR_HELD_BACK,
  ...STAGES.flatMap((stage) =>
    STAGE_STATUSES.filter((status) => status !== "completed").map((status) =>
      onItsWay(stage, status),
    ),
  ),
  ...COMPLETED,
];
