import type { ProviderChecks } from "@followthrough/core/contract";
import { readCheckFigures } from "../db/provider-checks.ts";
import type { Context } from "./context.ts";

/** What asking providers first was worth: the share of orders that were healed without a word to the member. */
export async function readProviderChecks(
  { pool }: Pick<Context, "pool">,
  days: number,
): Promise<ProviderChecks> {
  const figures = await readCheckFigures(pool, days);
  const { asked, healed } = figures;
  return { ...figures, healedShare: asked === 0 ? null : healed / asked };
}
