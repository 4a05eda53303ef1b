import type { SweepSummary } from "@followthrough/core/contract";
import type { Context } from "../platform/context.ts";
import { badCursor, type Page, readCursor, toPage, UuidCursor } from "../platform/cursor-page.ts";
import { type Result, succeed } from "../platform/result.ts";
import { listSweeps } from "./sql/sweeps.ts";

/** A page of sweeps, newest first. */
export async function listSweepPage(
  { pool }: Pick<Context, "pool">,
  query: { readonly after?: string | undefined; readonly limit: number },
): Promise<Result<Page<SweepSummary>>> {
  const after = readCursor(UuidCursor, query.after);
  if (after === undefined) return badCursor();
  const rows = await listSweeps(pool, after, query.limit + 1);
  return succeed(
    toPage(
      rows.map(({ summary, position }) => ({ item: summary, cursor: position })),
      query.limit,
    ),
  );
}
