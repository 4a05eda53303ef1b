import { PutMember, readMailAddress } from "@followthrough/core/contract";
import { z } from "zod";

const Text = z.string().trim().catch("");

/** The form as it was typed, with nothing checked; kept so that it can be shown again. */
export const TypedCheckout = z.object({
  email: Text,
  name: Text,
  usePoints: z
    .literal("yes")
    .transform(() => true)
    .catch(false),
});

/** How many points the form offered; the API says whether they are there. */
export const OfferedPoints = z.coerce.number().int().min(0).max(1_000_000).catch(0);

/** The form as the shop can use it. Details that the browser adds are kept only if the API would accept them. */
export const Checkout = z.object({
  email: z
    .string()
    .min(1, "Enter your e-mail address")
    .max(254, "Use an address of at most 254 characters")
    .refine((email) => readMailAddress(email).address !== null, {
      error: "Check the address, for example anna@example.com",
    }),
  name: z
    .string()
    .min(1, "Enter your name")
    .max(200, "Use at most 200 characters")
    .refine((name) => PutMember.shape.name.safeParse(name).success),
  locale: PutMember.shape.locale.catch(undefined),
  timeZone: PutMember.shape.timeZone.catch(undefined),
  attempt: z.string().regex(/^[0-9a-f]{32}$/),
});

/** A checkout that can be placed. */
export type Checkout = z.infer<typeof Checkout>;
