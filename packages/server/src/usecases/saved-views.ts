import type { PutSavedView, SavedView, SignedIn } from "@followthrough/core/contract";
import { deleteView, listViews, saveView } from "../db/console-views.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

type Store = Pick<Context, "pool">;

/** An operator's own views. */
export function listSavedViews({ pool }: Store, by: SignedIn): Promise<SavedView[]> {
  return listViews(pool, by.operatorId);
}

/** Keeps filters under a name. */
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

/** Forgets a view. */
export async function forgetView(
  { pool }: Store,
  by: SignedIn,
  viewId: string,
): Promise<Result<null>> {
  return (await deleteView(pool, by.operatorId, viewId)) ? succeed(null) : refuse("view_unknown");
}
