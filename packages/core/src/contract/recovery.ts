import { z } from "zod";
import { CURRENT_STAGES, DECISIONS, ESCALATION_REASONS } from "../domain/index.ts";
import { page } from "./orchestration.ts";
import { Operator, text } from "./primitives.ts";

/** Answer of `GET /checkout/orchestrations/{orderId}/next-decision`: what happens next if no event comes before. */
export const NextDecision = z
  .object({
    orderId: z.string(),
    state: z
      .enum(["scheduled", "overdue", "paused", "followed", "closed"])
      .describe(
        "Overdue: the next sweep decides. Followed: the order's `silence` says why no sweep decides it. Closed: nothing more happens",
      ),
    at: z
      .string()
      .nullable()
      .describe("When the order is decided next; null when it is followed or closed"),
    decision: z
      .enum(DECISIONS)
      .nullable()
      .describe("The decision at that time, as far as is known now"),
    reason: z.string().nullable(),
    step: z.int().nullable().describe("0 for the first prompt of the cadence"),
    followingAt: z.string().nullable().describe("When the order is decided again after that"),
    policyVersion: z.string(),
    evaluatedAt: z.string(),
  })
  .meta({ id: "NextDecision" });

/** What happens next to an order if no event comes before. */
export type NextDecision = z.infer<typeof NextDecision>;

/** How much money an open escalation is about, and until when; as of the moment of reading. */
export const NEED_FIELDS = {
  amount: z
    .object({ amount: z.int(), currency: z.string() })
    .nullable()
    .describe(
      "The money that it is about now; null for reasons that are not about money, and once it is resolved or its cause is gone",
    ),
  dueAt: z
    .string()
    .nullable()
    .describe(
      "Until when an operator can act on it, or since when the money is due; null if there is no date",
    ),
};

/** One reason why an order needs an operator. */
export const Escalation = z
  .object({
    escalationId: z.string(),
    orderId: z.string(),
    orderNumber: z
      .string()
      .nullable()
      .describe("null, like total and stage, if the order was never reported: order_never_came"),
    memberId: z.string().nullable(),
    total: z.object({ amount: z.int(), currency: z.string() }).nullable(),
    stage: z.enum(CURRENT_STAGES).nullable().describe("Where the order stands now"),
    reason: z.enum(ESCALATION_REASONS),
    ...NEED_FIELDS,
    since: z.string(),
    assignee: z.string().nullable(),
    resolvedAt: z.string().nullable(),
    resolvedBy: z.string().nullable(),
    resolution: z
      .string()
      .nullable()
      .describe(
        "What was done; `moved_on`, `reconsidered` or `settled` if the order's own progress or its money resolved it",
      ),
  })
  .meta({ id: "Escalation" });

/** One reason why an order needs an operator. */
export type Escalation = z.infer<typeof Escalation>;

/** Answer of `GET /checkout/escalations`, longest open first. */
export const EscalationPage = page(Escalation, "EscalationPage");

/** Query of `GET /checkout/escalations`. */
export const EscalationQuery = z.strictObject({
  state: z.enum(["open", "resolved"]).default("open"),
  reason: z.enum(ESCALATION_REASONS).optional(),
  assignee: text(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: text(512).optional().describe("`nextCursor` of the page before"),
});

/** Query of `GET /checkout/escalations`. */
export type EscalationQuery = z.infer<typeof EscalationQuery>;

/** Body of `POST /checkout/escalations/{escalationId}/assign`. */
export const PostAssign = z
  .strictObject({
    assignee: text(100).nullable().describe("Who takes it on; null makes it unassigned"),
    reason: text(1000).optional().describe("Recorded in the timeline"),
    operator: Operator,
  })
  .meta({ id: "PostAssign" });

/** Body of `POST /checkout/escalations/{escalationId}/assign`. */
export type PostAssign = z.infer<typeof PostAssign>;

/** Body of `POST /checkout/escalations/{escalationId}/resolve`. */
export const PostResolve = z
  .strictObject({
    resolution: text(1000).describe("What was done about it"),
    operator: Operator,
  })
  .meta({ id: "PostResolve" });

/** Body of `POST /checkout/escalations/{escalationId}/resolve`. */
export type PostResolve = z.infer<typeof PostResolve>;

/** Body of `POST /notifications/{notificationId}/resend` and `/mark-sent`. */
export const PostPromptAction = z
  .strictObject({ reason: text(1000), operator: Operator })
  .meta({ id: "PostPromptAction" });

/** Body of `POST /notifications/{notificationId}/resend` and `/mark-sent`. */
export type PostPromptAction = z.infer<typeof PostPromptAction>;

/** Body of `POST /checkout/orchestrations/{orderId}/followed`. */
export const PostFollowed = z
  .strictObject({ notificationId: z.uuid().describe("The prompt whose link was followed") })
  .meta({ id: "PostFollowed" });

/** Body of `POST /checkout/orchestrations/{orderId}/followed`. */
export type PostFollowed = z.infer<typeof PostFollowed>;
