import type { ProviderChecks } from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { readCheckFigures } from "../sql/provider-checks.ts";

/** What asking providers first achieved: the share of orders that moved on without a prompt to the member. */
export async function readProviderChecks(
  { pool }: Pick<Context, "pool">,
  days: number,
): Promise<ProviderChecks> {
  const figures = await readCheckFigures(pool, days);
  const { asked, healed } = figures;
  return { ...figures, healedShare: asked === 0 ? null : healed / asked };
}
