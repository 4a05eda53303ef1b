import { type RowSelectionState, useTable } from "@tanstack/react-table";
import type { ShownRow } from "./use-frozen-rows.ts";
import { COLUMN_CLASSES, workListColumns, workListFeatures } from "./work-list-columns.tsx";

/** The work list's rows, with a checkbox for each and a cursor for the keys. */
export function WorkListTable(props: {
  readonly rows: readonly ShownRow[];
  readonly selection: RowSelectionState;
  readonly onSelection: (selection: RowSelectionState) => void;
  readonly cursor: string | null;
  readonly openId: string | undefined;
  readonly canSelect: boolean;
  readonly onOpen: (row: ShownRow) => void;
}) {
  const { selection, onSelection, cursor, openId, canSelect } = props;
  const table = useTable({
    features: workListFeatures,
    columns: workListColumns,
    data: props.rows,
    getRowId: (row) => row.key,
    state: { rowSelection: selection },
    enableRowSelection: (row) => !row.original.isGone,
    onRowSelectionChange: (update) =>
      onSelection(typeof update === "function" ? update(selection) : update),
  });
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">
        Orders that need a person now, the longest waiting first
      </caption>
      <thead className="sticky top-0 z-10 bg-paper text-12 text-quiet">
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} className="border-b border-divider">
            {canSelect && (
              <th scope="col" className="w-8 py-1.5 pl-4 sm:pl-6">
                <input
                  type="checkbox"
                  aria-label="Select all that are shown"
                  checked={table.getIsAllRowsSelected()}
                  onChange={table.getToggleAllRowsSelectedHandler()}
                />
              </th>
            )}
            {group.headers.map((header) => (
              <th
                key={header.id}
                scope="col"
                className={`px-2 py-1.5 font-medium first:pl-4 last:pr-4 sm:first:pl-6 ${COLUMN_CLASSES[header.column.id] ?? ""}`}
              >
                <table.FlexRender header={header} />
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => {
          const { original } = row;
          const isOpen = original.orderId === openId;
          return (
            <tr
              key={row.id}
              id={`row-${original.key}`}
              data-cursor={cursor === original.key || undefined}
              aria-current={isOpen || undefined}
              className={`h-9 border-b border-divider align-middle hover:bg-surface data-cursor:bg-surface data-cursor:outline-2 data-cursor:-outline-offset-2 data-cursor:outline-focus ${isOpen ? "bg-accent-wash" : ""} ${original.isGone ? "opacity-80" : ""}`}
            >
              {canSelect && (
                <td className="pl-4 sm:pl-6">
                  <input
                    type="checkbox"
                    aria-label={`Select order ${original.orderNumber}`}
                    checked={row.getIsSelected()}
                    disabled={original.isGone}
                    onChange={row.getToggleSelectedHandler()}
                  />
                </td>
              )}
              {row.getAllCells().map((cell) => (
                <td
                  key={cell.id}
                  className={`px-2 py-1 first:pl-4 last:pr-4 sm:first:pl-6 ${COLUMN_CLASSES[cell.column.id] ?? ""}`}
                >
                  {cell.column.id === "order" ? (
                    <button
                      type="button"
                      className="block w-full max-w-[44vw] text-left @4xl:max-w-48"
                      onClick={() => props.onOpen(original)}
                    >
                      <table.FlexRender cell={cell} />
                    </button>
                  ) : (
                    <table.FlexRender cell={cell} />
                  )}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
