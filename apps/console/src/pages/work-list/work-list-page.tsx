import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { RowSelectionState } from "@tanstack/react-table";
import { lazy, Suspense, useRef, useState } from "react";
import { useLine } from "../../api/changes.ts";
import { operatorsQuery, sessionQuery } from "../../api/queries.ts";
import { workListSummaryQuery } from "../../api/work-list.ts";
import { Button } from "../../parts/button.tsx";
import { PageHead } from "../../parts/page-parts.tsx";
import { Empty, Failed, LoadingRows } from "../../parts/states.tsx";
import { Ago } from "../../parts/time.tsx";
import { useShortcuts } from "../../shell/shortcuts.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { FilterLine } from "./filter-line.tsx";
import type { ShownRow } from "./use-frozen-rows.ts";
import { useWorkList } from "./use-work-list.ts";
import { ViewTabs } from "./view-tabs.tsx";
import { filtersOf, type WorkListSearch } from "./work-list-search.ts";
import { WorkListTable } from "./work-list-table.tsx";

const route = getRouteApi("/shell/");
const OrderView = lazy(() =>
  import("../order/order-view.tsx").then(({ OrderView }) => ({ default: OrderView })),
);

/** The orders that need a person now; an order opens beside the list. */
export function WorkListPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: operator } = useSuspenseQuery(sessionQuery);
  const { data: operators = [] } = useQuery(operatorsQuery);
  const list = useWorkList(filtersOf(search));
  const { rows, query } = list;
  const [cursor, setCursor] = useState<string | null>(null);
  const [selection, setSelection] = useState<RowSelectionState>({});
  const textRef = useRef<HTMLInputElement>(null);
  const change = (next: WorkListSearch) => {
    setSelection({});
    void navigate({ to: "/", search: next, replace: true });
  };
  const open = (row: ShownRow) => {
    setCursor(row.key);
    void navigate({ to: "/", search: { ...search, open: row.orderId } });
  };
  const close = () => {
    const { open: _, ...rest } = search;
    void navigate({ to: "/", search: rest });
  };
  const move = (step: number) => {
    const at = rows.findIndex(({ key }) => key === cursor);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at === -1 ? 0 : at + step))];
    if (next === undefined) return;
    setCursor(next.key);
    document.getElementById(`row-${next.key}`)?.scrollIntoView({ block: "nearest" });
    if (search.open !== undefined && next.orderId !== search.open) {
      void navigate({ to: "/", search: { ...search, open: next.orderId }, replace: true });
    }
  };
  const current = rows.find(({ key }) => key === cursor);
  const canAct = operator.role !== "viewer";
  const toggle = () =>
    current !== undefined &&
    !current.isGone &&
    canAct &&
    setSelection(({ [current.key]: was, ...rest }) =>
      was ? rest : { ...rest, [current.key]: true },
    );
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: toggle,
    r: list.thaw,
    "/": () => textRef.current?.focus(),
    enter: () => current !== undefined && open(current),
    escape: () => (search.open === undefined ? setSelection({}) : close()),
  });
  const selected = rows.filter(({ key, isGone }) => selection[key] && !isGone);
  return (
    <div
      className={
        search.open === undefined ? "" : "xl:grid xl:h-dvh xl:grid-cols-[minmax(24rem,5fr)_7fr]"
      }
    >
      <section
        aria-label="Work list"
        className={`@container min-w-0 xl:overflow-y-auto ${search.open === undefined ? "" : "hidden border-r border-divider xl:block"}`}
      >
        <PageHead title="Work list" about={<Summary />}>
          <Freshness waiting={list.waiting} gone={list.gone} onShow={list.thaw} />
        </PageHead>
        <ViewTabs search={search} operator={operator} />
        <FilterLine
          search={search}
          assignees={operators.filter(({ isDisabled }) => !isDisabled).map(({ name }) => name)}
          textRef={textRef}
          onFilter={(name, value) => {
            const { [name]: _, ...rest } = search;
            change(value === undefined ? rest : { ...rest, [name]: value });
          }}
          onClear={() => change(search.open === undefined ? {} : { open: search.open })}
        />
        {query.isPending || (query.isPlaceholderData && rows.length === 0) ? (
          <LoadingRows />
        ) : query.isError && rows.length === 0 ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : rows.length === 0 ? (
          <NothingHere isFiltered={Object.keys(filtersOf(search)).length > 0} />
        ) : (
          <>
            <WorkListTable
              rows={rows}
              selection={selection}
              onSelection={setSelection}
              cursor={cursor}
              openId={search.open}
              canSelect={canAct}
              onOpen={open}
            />
            <div className="flex min-h-14 items-center px-4 sm:px-6">
              {query.hasNextPage ? (
                <Button
                  isSmall
                  onClick={() => void query.fetchNextPage()}
                  disabled={query.isFetchingNextPage}
                >
                  {query.isFetchingNextPage ? "Loading …" : "Show more"}
                </Button>
              ) : (
                <p className="text-12 text-quiet">End of list</p>
              )}
            </div>
          </>
        )}
        {selected.length > 0 && (
          <BulkBar rows={selected} operator={operator} onDone={() => setSelection({})} />
        )}
      </section>
      {search.open !== undefined && (
        <section aria-label="Order" className="min-w-0 xl:overflow-y-auto">
          <Suspense fallback={<LoadingRows rows={12} />}>
            <OrderView key={search.open} orderId={search.open} onClose={close} />
          </Suspense>
        </section>
      )}
    </div>
  );
}

function Summary() {
  const { data } = useQuery(workListSummaryQuery);
  if (data === undefined) return null;
  const more = (count: number) => (count >= data.countedUpTo ? `${count}+` : String(count));
  return (
    <span className="figure">
      {more(data.escalations)} escalated · {more(data.overdue)} overdue · next sweep{" "}
      <Ago at={data.nextSweepAt} />
    </span>
  );
}

/** Whether the list is current, and how much has changed since it was loaded. */
function Freshness(props: {
  readonly waiting: number;
  readonly gone: number;
  readonly onShow: () => void;
}) {
  const line = useLine();
  const { waiting, gone } = props;
  const parts = [waiting > 0 && `${waiting} new`, gone > 0 && `${gone} moved on`].filter(Boolean);
  return (
    <>
      <p role="status" className="text-12 text-quiet">
        {line === "broken" ? "Not live: trying again" : line === "live" ? "Live" : "Connecting"}
      </p>
      {parts.length > 0 && (
        <Button isSmall onClick={props.onShow}>
          {parts.join(", ")} – show
        </Button>
      )}
    </>
  );
}

function NothingHere({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="No order matches these filters">
      Orders that need no one are not listed. To find any order, whatever its state, press Ctrl K.
    </Empty>
  ) : (
    <Empty title="Nothing needs you">
      An order is listed here when it is escalated to an operator, or when it is overdue and no
      sweep has decided it yet.
    </Empty>
  );
}
