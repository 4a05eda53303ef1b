import "server-only";
import { z } from "zod";

const Environment = z.object({
  CHECKOUT_API_URL: z.url().default("http://127.0.0.1:8000"),
  CHECKOUT_API_KEY: z.string().min(1),
});

/** Where the checkout API is, and the key that opens it. */
export interface ApiAccess {
  readonly url: string;
  readonly key: string;
}

/**
 * Reads the access to the API when it is needed, so that a build needs no secrets. `null` when the
 * environment gives none: the shop then says that the checkout can't be reached, as for any other error.
 */
export function readApiAccess(): ApiAccess | null {
  const parsed = Environment.safeParse(process.env);
  if (!parsed.success) return null;
  return {
    url: parsed.data.CHECKOUT_API_URL.replace(/\/+$/, ""),
    key: parsed.data.CHECKOUT_API_KEY,
  };
}
