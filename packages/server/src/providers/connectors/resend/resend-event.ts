import { z } from "zod";

/** The parts of Resend's events that are read here. */
export const ResendEvent = z.object({
  type: z.string(),
  data: z.object({
    to: z.array(z.string()).nullish(),
    message_id: z.string().nullish(),
    headers: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .nullish()
      .catch(null),
    bounce: z.object({ type: z.string().nullish(), subType: z.string().nullish() }).nullish(),
    /** Of a suppression. */
    email: z.string().nullish(),
    origin: z.string().nullish(),
  }),
});

/** The parts of Resend's events that are read here. */
export type ResendEvent = z.infer<typeof ResendEvent>;
