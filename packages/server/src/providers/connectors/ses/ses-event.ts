import { z } from "zod";

const Recipients = z.array(z.object({ emailAddress: z.string() })).nullish();

/** The parts of SES's notifications (`notificationType`) and published events (`eventType`) that are read here. */
export const SesEvent = z.object({
  eventType: z.string().nullish(),
  notificationType: z.string().nullish(),
  mail: z
    .object({
      destination: z.array(z.string()).nullish(),
      headers: z
        .array(z.object({ name: z.string(), value: z.string() }))
        .nullish()
        .catch(null),
      commonHeaders: z.object({ messageId: z.string().nullish() }).nullish().catch(null),
    })
    .nullish(),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().nullish(),
      bouncedRecipients: Recipients,
    })
    .nullish(),
  complaint: z
    .object({
      complaintFeedbackType: z.string().nullish(),
      complaintSubType: z.string().nullish(),
      complainedRecipients: Recipients,
    })
    .nullish(),
  subscription: z
    .object({ newTopicPreferences: z.object({ unsubscribeAll: z.boolean().nullish() }).nullish() })
    .nullish(),
});

/** The parts of SES's notifications and published events that are read here. */
export type SesEvent = z.infer<typeof SesEvent>;
