import { z } from "zod";

/** Query of `GET /checkout/provider-checks`. */
export const ProviderChecksQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(365).default(30).describe("How many days back"),
});

/** Answer of `GET /checkout/provider-checks`: what asking providers first achieved. */
export const ProviderChecks = z
  .object({
    since: z.string(),
    open: z.int().describe("Questions that no provider has answered yet"),
    openSince: z.string().nullable().describe("When the oldest of them was asked"),
    lastError: z.string().nullable().describe("Why the latest of them has no answer yet"),
    asked: z.int().describe("Orders about which a provider has answered"),
    healed: z.int().describe("Those of them whose member needed no mail: the answer moved them on"),
    healedShare: z.number().min(0).max(1).nullable().describe("null while none was answered"),
  })
  .meta({ id: "ProviderChecks" });

/** What asking providers first achieved. */
export type ProviderChecks = z.infer<typeof ProviderChecks>;
