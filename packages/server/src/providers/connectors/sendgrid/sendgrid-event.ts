import { z } from "zod";

/** The parts of SendGrid's events that are read here. */
export const SendgridEvent = z.object({
  event: z.string(),
  email: z.string().nullish(),
  "smtp-id": z.string().nullish(),
  /** Of a bounce: whether the address is refused, or only this mail. */
  type: z.string().nullish(),
  /** Of a dropped mail. */
  reason: z.string().nullish(),
});

/** The parts of SendGrid's events that are read here. */
export type SendgridEvent = z.infer<typeof SendgridEvent>;
