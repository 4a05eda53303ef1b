import type { QueueRow } from "@followthrough/core/contract";
import { useEffect, useMemo, useState } from "react";

/** A row as it is shown: as it is now, or as it last was before it left the queue. */
export interface ShownRow extends QueueRow {
  /** It needs nobody any more; it stays in its place until the list is shown anew. */
  readonly isGone: boolean;
}

/** The list as it stands still. */
export interface FrozenRows {
  readonly rows: readonly ShownRow[];
  /** How many have come that are not shown yet. */
  readonly waiting: number;
  readonly gone: number;
  /** Shows the list as it is now. */
  readonly thaw: () => void;
}

interface Frozen {
  readonly listKey: string;
  readonly known: ReadonlyMap<string, QueueRow>;
}

/**
 * Keeps rows in their places while they change: what is under the pointer stays there. Rows are brought up to
 * date where they are; new ones wait until they are asked for. More of the same list, read by going on, is
 * added at the end.
 *
 * @param listKey another list begins anew
 * @param pages how many pages of the list were read
 */
export function useFrozenRows(
  fresh: readonly QueueRow[] | undefined,
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

function byKey(rows: readonly QueueRow[]): ReadonlyMap<string, QueueRow> {
  return new Map(rows.map((row) => [row.key, row]));
}
