import { useEffect, useMemo, useState } from "react";
import type { WorkListRow } from "../../api/work-list.ts";

/** A row as it is shown: as it is now, or as it last was before it left the work list. */
export interface ShownRow extends WorkListRow {
  /** It no longer needs a person; it stays in its place until the list is reloaded. */
  readonly isGone: boolean;
}

/** The list, with its rows kept in place. */
export interface FrozenRows {
  readonly rows: readonly ShownRow[];
  /** How many new rows are not shown yet. */
  readonly waiting: number;
  readonly gone: number;
  /** Shows the list as it is now. */
  readonly thaw: () => void;
}

interface Frozen {
  readonly listKey: string;
  readonly known: ReadonlyMap<string, WorkListRow>;
}

/**
 * Keeps rows in their places while they change, so that the row under the pointer stays there. Rows are updated in
 * place; new ones wait until the operator asks for them. Further pages of the same list are added at the end.
 *
 * @param listKey a change starts a new list
 * @param pages how many pages of the list were read
 */
export function useFrozenRows(
  fresh: readonly WorkListRow[] | undefined,
  listKey: string,
  pages: number,
): FrozenRows {
  const [frozen, setFrozen] = useState<Frozen>({ listKey: "", known: new Map() });
  const [shownPages, setShownPages] = useState(0);
  const isOther = frozen.listKey !== listKey;
  const isLonger = pages > shownPages;
  const isBare = frozen.known.size === 0;

  useEffect(() => {
    if (fresh === undefined) return;
    if (isOther || isBare) {
      setFrozen({ listKey, known: byKey(fresh) });
      setShownPages(pages);
    } else if (isLonger) {
      setFrozen(({ known }) => ({ listKey, known: new Map([...known, ...byKey(fresh)]) }));
      setShownPages(pages);
    }
  }, [fresh, listKey, pages, isOther, isLonger, isBare]);

  return useMemo(() => {
    const now = byKey(fresh ?? []);
    const known = isOther ? now : frozen.known;
    const rows = [...known].map(([key, row]) => ({
      ...(now.get(key) ?? row),
      isGone: !now.has(key),
    }));
    return {
      rows,
      waiting: [...now.keys()].filter((key) => !known.has(key)).length,
      gone: rows.filter(({ isGone }) => isGone).length,
      thaw: () => {
        setFrozen({ listKey, known: now });
        setShownPages(pages);
      },
    };
  }, [fresh, frozen, isOther, listKey, pages]);
}

function byKey(rows: readonly WorkListRow[]): ReadonlyMap<string, WorkListRow> {
  return new Map(rows.map((row) => [row.key, row]));
}
