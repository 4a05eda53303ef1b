import type { Suppression, SuppressionQuery } from "@followthrough/core/contract";
import { mailboxKey } from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import {
  badCursor,
  type Page,
  readCursor,
  SuppressionCursor,
  toPage,
} from "../platform/cursor-page.ts";
import { type Result, succeed } from "../platform/result.ts";
import { listSuppressions } from "./sql/suppression-list.ts";

/** The addresses that get no mail, or that get mail again, newest first. */
export async function listSuppressionPage(
  { pool }: Pick<Context, "pool">,
  { address, after, limit, state }: SuppressionQuery,
): Promise<Result<Page<Suppression>>> {
  const cursor = readCursor(SuppressionCursor, after);
  if (cursor === undefined) return badCursor();
  const key = address === undefined ? null : mailboxKey(address);
  return succeed(toPage(await listSuppressions(pool, state, key, cursor, limit + 1), limit));
}
