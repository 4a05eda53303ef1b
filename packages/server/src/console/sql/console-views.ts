import type { SavedView } from "@followthrough/core/contract";
import { type Db, prepared } from "../../platform/postgres/database.ts";

/** More than fit in one line of names. */
const MOST_VIEWS = 50;

/** An operator's own views, the oldest first. */
export async function listViews(db: Db, operatorId: string): Promise<SavedView[]> {
  return (await list(db, [operatorId, MOST_VIEWS])).map((row) => ({
    viewId: row.view_id,
    name: row.name,
    search: row.search,
  }));
}

/** Inserts or updates a view. */
export async function saveView(db: Db, operatorId: string, view: SavedView): Promise<void> {
  await save(db, [operatorId, view.viewId, view.name, view.search]);
}

/** @returns false if there is no such view */
export async function deleteView(db: Db, operatorId: string, viewId: string): Promise<boolean> {
  return (await remove(db, [operatorId, viewId])).length > 0;
}

const list = prepared<{ view_id: string; name: string; search: string }>(
  "list_console_views",
  `select view_id, name, search from console_views where operator_id = $1
  order by created_at, view_id limit $2`,
);

const save = prepared(
  "save_console_view",
  `insert into console_views (operator_id, view_id, name, search) values ($1, $2, $3, $4)
  on conflict (operator_id, view_id) do update set name = excluded.name, search = excluded.search`,
);

const remove = prepared(
  "delete_console_view",
  "delete from console_views where operator_id = $1 and view_id = $2 returning view_id",
);
