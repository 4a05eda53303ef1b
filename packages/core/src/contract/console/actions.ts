import { z } from "zod";
import { ORCHESTRATION_STATUSES, STAGES } from "../../domain/index.ts";
import { Instant, OrderId, text } from "../primitives.ts";

const reason = text(1000).describe("Stands in the timeline");
const stage = z.enum(STAGES);
const notificationId = z.uuid();
const escalationId = z.uuid();

/** What an operator does about one order. */
export const OrderAction = z
  .discriminatedUnion("action", [
    z.strictObject({ action: z.literal("complete_stage"), stage, reason }),
    z.strictObject({ action: z.literal("fail_stage"), stage, reason }),
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
    resumeUrl: z.string().nullable().describe("Of `issue_resume_link`; told once"),
  })
  .meta({ id: "ActionOutcome" });

/** What became of an action. */
export type ActionOutcome = z.infer<typeof ActionOutcome>;

/** An action on many orders at once; what names one prompt or one stage can't be done so. */
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

/** Body of `POST /console/api/actions/preview`. */
export const PostPreview = z
  .strictObject({
    what: BulkAction,
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
    code: z.string().nullable().describe("Of the refusal, as in `docs/errors.md`"),
    detail: z.string().nullable(),
    status: z.enum(ORCHESTRATION_STATUSES).nullable().describe("After it"),
    withdraws: z.int().describe("Prompts that will not be sent"),
    mailsTo: z.string().nullable(),
    escalations: z.int().describe("Open ones that it settles, resolves or assigns"),
  })
  .meta({ id: "PreviewItem" });

/** What an action would do to one order. */
export type PreviewItem = z.infer<typeof PreviewItem>;

/** What an action would do, order by order, in the order in which they were named. */
export const Preview = z.object({ items: z.array(PreviewItem) }).meta({ id: "Preview" });

/** What an action would do. */
export type Preview = z.infer<typeof Preview>;
