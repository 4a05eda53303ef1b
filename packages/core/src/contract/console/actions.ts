import { z } from "zod";
import {
  ESCALATION_REASONS,
  HELD_BACK_FOR_JUDGMENT,
  ORCHESTRATION_STATUSES,
  STAGES,
} from "../../domain/index.ts";
import { Instant, OrderId, text } from "../primitives.ts";

const reason = text(1000).describe("Recorded in the timeline");
const stage = z.enum(STAGES);
const notificationId = z.uuid();
const escalationId = z.uuid();
const Amount = z.object({ amount: z.int(), currency: z.string() });

/** What an operator does about one order. */
export const OrderAction = z
  .discriminatedUnion("action", [
    z.strictObject({ action: z.literal("complete_stage"), stage, reason }),
    z.strictObject({ action: z.literal("fail_stage"), stage, reason }),
    z.strictObject({ action: z.literal("waive_points"), reason }),
    z.strictObject({ action: z.literal("cancel"), reason }),
    z.strictObject({ action: z.literal("pause"), until: Instant, reason }),
    z.strictObject({ action: z.literal("resume"), reason }),
    z.strictObject({ action: z.literal("prompt_now"), reason }),
    z.strictObject({ action: z.literal("resend_prompt"), notificationId, reason }),
    z.strictObject({ action: z.literal("mark_prompt_sent"), notificationId, reason }),
    z.strictObject({ action: z.literal("add_note"), reason }),
    z.strictObject({
      action: z.literal("assign"),
      escalationId,
      assignee: text(100).nullable(),
      reason,
    }),
    z.strictObject({ action: z.literal("resolve"), escalationId, reason }),
    z.strictObject({ action: z.literal("issue_resume_link"), reason }),
  ])
  .meta({ id: "OrderAction" });

/** What an operator does about one order. */
export type OrderAction = z.infer<typeof OrderAction>;

/** What became of an action. */
export const ActionOutcome = z
  .object({
    orderId: z.string(),
    resumeUrl: z.string().nullable().describe("Only for `issue_resume_link`; shown once"),
  })
  .meta({ id: "ActionOutcome" });

/** What became of an action. */
export type ActionOutcome = z.infer<typeof ActionOutcome>;

/** An action on many orders at once. Actions on one prompt or one stage are not possible here. */
export const BulkAction = z
  .discriminatedUnion("action", [
    z.strictObject({ action: z.literal("cancel"), reason }),
    z.strictObject({ action: z.literal("pause"), until: Instant, reason }),
    z.strictObject({ action: z.literal("resume"), reason }),
    z.strictObject({ action: z.literal("prompt_now"), reason }),
    z.strictObject({ action: z.literal("add_note"), reason }),
    z.strictObject({ action: z.literal("assign"), assignee: text(100).nullable(), reason }),
    z.strictObject({ action: z.literal("resolve"), reason }),
  ])
  .meta({ id: "BulkAction" });

/** An action on many orders at once. */
export type BulkAction = z.infer<typeof BulkAction>;

/** What can be previewed: every action on many orders, and those on one stage or the points of one order. */
export const PreviewedAction = z.discriminatedUnion("action", [
  ...BulkAction.options,
  z.strictObject({ action: z.literal("complete_stage"), stage, reason }),
  z.strictObject({ action: z.literal("fail_stage"), stage, reason }),
  z.strictObject({ action: z.literal("waive_points"), reason }),
]);

/** What can be previewed. */
export type PreviewedAction = z.infer<typeof PreviewedAction>;

/** Body of `POST /console/api/actions/preview`. */
export const PostPreview = z
  .strictObject({
    what: PreviewedAction,
    orders: z
      .array(z.strictObject({ orderId: OrderId, version: z.int().min(1).max(2_147_483_647) }))
      .min(1)
      .max(200),
  })
  .meta({ id: "PostPreview" });

/** Body of `POST /console/api/actions/preview`. */
export type PostPreview = z.infer<typeof PostPreview>;

/** What an action would do to one order. */
export const PreviewItem = z
  .object({
    orderId: z.string(),
    orderNumber: z.string().nullable(),
    verdict: z.enum(["does", "refused", "stale"]),
    code: z.string().nullable().describe("The refusal's code, as in `docs/errors.md`"),
    detail: z.string().nullable(),
    status: z.enum(ORCHESTRATION_STATUSES).nullable().describe("The status after the action"),
    withdraws: z.int().describe("Prompts that will not be sent"),
    mailsTo: z.string().nullable(),
    heldBack: z
      .enum(HELD_BACK_FOR_JUDGMENT)
      .nullable()
      .describe("Why sweeps hold this prompt back, until an operator asks for it"),
    escalations: z.int().describe("How many open escalations it resolves or assigns"),
    opens: z.array(z.enum(ESCALATION_REASONS)).describe("The reasons of escalations that it opens"),
    toRefund: Amount.nullable().describe(
      "What a cancelled order's shopper has paid and must get back; null if it is nothing",
    ),
    released: Amount.nullable().describe(
      "What is authorized and will not be captured once the order is cancelled; null if it is nothing",
    ),
    foreign: z
      .array(Amount)
      .describe("What a cancelled order's payments hold in other currencies than its own"),
    underWay: z.int().describe("Payments of a cancelled order that are still in progress"),
    disputed: Amount.nullable().describe("What is in open disputes of a cancelled order"),
    added: Amount.nullable().describe(
      "What the total grows by if the order goes on without its points: 0 if the shop has not said what they stand for",
    ),
    pointsBack: z.int().describe("Points that go back to the member"),
    paid: Amount.nullable().describe("The sum that it states as paid: the order's whole total"),
  })
  .meta({ id: "PreviewItem" });

/** What an action would do to one order. */
export type PreviewItem = z.infer<typeof PreviewItem>;

/** What an action would do to each order, in the sequence of the request. */
export const Preview = z.object({ items: z.array(PreviewItem) }).meta({ id: "Preview" });

/** What an action would do. */
export type Preview = z.infer<typeof Preview>;
