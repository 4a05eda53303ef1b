import { z } from "zod";
import { Instant, Operator, text } from "./primitives.ts";

/** Body of `POST /checkout/orchestrations/{orderId}/cancel`. */
export const PostCancel = z
  .strictObject({ reason: text(1000).optional() })
  .meta({ id: "PostCancel" });

/** Body of `POST /checkout/orchestrations/{orderId}/cancel`. */
export type PostCancel = z.infer<typeof PostCancel>;

/** Body of `POST /checkout/orchestrations/{orderId}/waive-points`. */
export const PostWaivePoints = z
  .strictObject({
    reason: text(1000).describe("Recorded in the timeline"),
    operator: Operator.describe(
      "Who does it, as shown in the timeline; `operator` when absent, `member` with a shopper's token",
    ),
  })
  .meta({ id: "PostWaivePoints" });

/** Body of `POST /checkout/orchestrations/{orderId}/waive-points`. */
export type PostWaivePoints = z.infer<typeof PostWaivePoints>;

/** Body of `POST /checkout/orchestrations/{orderId}/pause`. */
export const PostPause = z
  .strictObject({
    until: Instant.describe("Recovery resumes automatically at this time"),
    reason: text(1000),
    operator: Operator,
  })
  .meta({ id: "PostPause" });

/** Body of `POST /checkout/orchestrations/{orderId}/pause`. */
export type PostPause = z.infer<typeof PostPause>;

/** Body of `POST /checkout/orchestrations/{orderId}/resume`. */
export const PostResume = z
  .strictObject({ reason: text(1000), operator: Operator })
  .meta({ id: "PostResume" });

/** Body of `POST /checkout/orchestrations/{orderId}/resume`. */
export type PostResume = z.infer<typeof PostResume>;
