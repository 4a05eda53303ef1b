import type { PutSavedView, SavedView, SignedIn } from "@followthrough/core/contract";
import type { Context } from "../platform/context.ts";
import { type Result, refuse, succeed } from "../platform/result.ts";
import { deleteView, listViews, saveView } from "./sql/console-views.ts";

type Store = Pick<Context, "pool">;

/** An operator's own views. */
export function listSavedViews({ pool }: Store, by: SignedIn): Promise<SavedView[]> {
  return listViews(pool, by.operatorId);
}

/** Saves filters under a name. */
export async function keepView(
  { pool }: Store,
  by: SignedIn,
  viewId: string,
  body: PutSavedView,
): Promise<SavedView> {
  const view = { viewId, ...body };
  await saveView(pool, by.operatorId, view);
  return view;
}

/** Deletes a view. */
export async function forgetView(
  { pool }: Store,
  by: SignedIn,
  viewId: string,
): Promise<Result<null>> {
  return (await deleteView(pool, by.operatorId, viewId)) ? succeed(null) : refuse("view_unknown");
}
