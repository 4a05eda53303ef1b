import { z } from "zod";
import { SUPPRESSIONS } from "../domain/index.ts";
import { PageQuery } from "./operations.ts";
import { page } from "./orchestration.ts";
import { OrderId, text } from "./primitives.ts";

const Reason = z.enum(SUPPRESSIONS);

const OfOrder = OrderId.optional().describe(
  "Only mail about this order; all mail to the address when absent",
);

/** A mail address that gets no mail about orders, or none about one order. */
export const Suppression = z
  .object({
    address: z.string().describe("The mailbox: in lower case, its domain as in the DNS"),
    orderId: z.string().nullable().describe("`null` for mail about all orders"),
    reasons: z.array(Reason).describe("The strongest first"),
    since: z.string(),
    by: z
      .string()
      .nullable()
      .describe(
        "`shopper`, `member`, `api`, `delivery`, `webhook`, `mail` (a returned one) or an operator; `null` if it is not known",
      ),
    lifted: z
      .object({ at: z.string(), by: z.string(), reason: z.string().nullable() })
      .nullable()
      .describe("`reason` is `null` where the shopper wanted mail again"),
  })
  .meta({ id: "Suppression" });

/** A mail address that gets no mail about orders, or none about one order. */
export type Suppression = z.infer<typeof Suppression>;

/** Answer of `GET /suppressions`, newest first. */
export const SuppressionPage = page(Suppression, "SuppressionPage");

/** Query of `GET /suppressions`. */
export const SuppressionQuery = PageQuery.extend({
  after: text(1024).optional().describe("`nextCursor` of the page before"),
  address: text(254).optional().describe("Any spelling of one address"),
  state: z
    .enum(["active", "lifted"])
    .default("active")
    .describe("Those that hold, or those that were lifted"),
});

/** Query of `GET /suppressions`. */
export type SuppressionQuery = z.infer<typeof SuppressionQuery>;

/** Body of `POST /suppressions`. */
export const PostSuppression = z
  .strictObject({
    address: z.email().max(254),
    reason: Reason.describe(
      "`unsubscribed`: they want no mail. `bounced`: mail does not arrive. `complained`: they reported mail as spam",
    ),
    orderId: OfOrder,
  })
  .refine(({ reason, orderId }) => orderId === undefined || reason === "unsubscribed", {
    path: ["orderId"],
    error: "goes only with the reason `unsubscribed`",
  })
  .meta({ id: "PostSuppression" });

/** Body of `POST /suppressions`. */
export type PostSuppression = z.infer<typeof PostSuppression>;

/** Body of `POST /suppressions/lift`. */
export const PostSuppressionLift = z
  .strictObject({
    address: text(254).describe("Any spelling of the address"),
    reason: text(1000).describe("Why mail may go to it again; kept"),
    orderId: OfOrder,
    only: z
      .array(Reason)
      .min(1)
      .max(SUPPRESSIONS.length)
      .optional()
      .describe("Lifts only these reasons; all when absent"),
  })
  .meta({ id: "PostSuppressionLift" });

/** Body of `POST /suppressions/lift`. */
export type PostSuppressionLift = z.infer<typeof PostSuppressionLift>;

/** Answer of `POST /suppressions/lift`. */
export const LiftedSuppression = z
  .object({
    address: z.string(),
    orderId: z.string().nullable(),
    lifted: z.array(Reason).describe("Empty if nothing stopped mail to the address"),
    remaining: z.array(Reason).describe("What still stops all mail to the address"),
  })
  .meta({ id: "LiftedSuppression" });

/** Answer of `POST /suppressions/lift`. */
export type LiftedSuppression = z.infer<typeof LiftedSuppression>;
