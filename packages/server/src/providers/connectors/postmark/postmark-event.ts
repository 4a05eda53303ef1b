import { z } from "zod";

/** The parts of Postmark's webhooks that are read here. */
export const PostmarkEvent = z.object({
  RecordType: z.string(),
  ID: z.int().nullish().catch(null),
  /** Of a bounce. */
  Type: z.string().nullish(),
  Inactive: z.boolean().nullish(),
  Email: z.string().nullish(),
  /** Of a change of a subscription. */
  Recipient: z.string().nullish(),
  SuppressSending: z.boolean().nullish(),
  SuppressionReason: z.string().nullish(),
  Origin: z.string().nullish(),
});

/** The parts of Postmark's webhooks that are read here. */
export type PostmarkEvent = z.infer<typeof PostmarkEvent>;
