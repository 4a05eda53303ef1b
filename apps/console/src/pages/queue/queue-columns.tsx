import type { QueueRow } from "@followthrough/core/contract";
import { createColumnHelper, rowSelectionFeature, tableFeatures } from "@tanstack/react-table";
import { Chip } from "../../parts/chip.tsx";
import { moneyText } from "../../parts/money.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Ago } from "../../parts/time.tsx";
import { REASONS } from "../../words/reasons.ts";
import { STAGE_NAMES, STATUS_WORDS, waitingWord } from "../../words/stages.ts";
import { AgeBar } from "./age-bar.tsx";
import type { ShownRow } from "./use-frozen-rows.ts";

/** What the queue's table can do. */
export const queueFeatures = tableFeatures({ rowSelectionFeature });

const helper = createColumnHelper<typeof queueFeatures, ShownRow>();

/** From which width of the list on a column is there, and how it stands. */
export const COLUMN_CLASSES: Readonly<Record<string, string>> = {
  order: "w-full @4xl:w-auto",
  member: "hidden @4xl:table-cell",
  stage: "hidden @3xl:table-cell",
  why: "hidden whitespace-nowrap @3xl:table-cell",
  waits: "hidden @5xl:table-cell",
  age: "text-right @3xl:text-left",
  value: "hidden @md:table-cell text-right",
  next: "hidden @6xl:table-cell",
};

/** The queue's columns. */
export const queueColumns = helper.columns([
  helper.display({
    id: "order",
    header: "Order",
    cell: ({ row: { original: row } }) => (
      <span className="grid min-w-0 gap-0.5">
        <span className="truncate font-medium">
          <Plain text={row.orderNumber} />
        </span>
        <span className="truncate text-12 text-quiet @4xl:hidden">
          <Plain text={row.memberName ?? row.email ?? "Guest"} />
        </span>
        <span className="flex flex-wrap items-center gap-1.5 @3xl:hidden">
          <Why row={row} />
          <span className="text-12 text-quiet">{row.stage !== null && STAGE_NAMES[row.stage]}</span>
        </span>
      </span>
    ),
  }),
  helper.display({
    id: "member",
    header: "Member",
    cell: ({ row: { original: row } }) => (
      <span className="block max-w-44 truncate">
        <Plain text={row.memberName ?? row.email ?? "Guest"} />
      </span>
    ),
  }),
  helper.display({
    id: "stage",
    header: "Stage",
    cell: ({ row: { original: row } }) => (
      <span className="whitespace-nowrap">
        {row.stage === null || row.status === null ? (
          <span className="text-quiet">Not reported</span>
        ) : (
          <>
            {STAGE_NAMES[row.stage]}{" "}
            <span className="text-quiet">{STATUS_WORDS[row.status].toLowerCase()}</span>
          </>
        )}
      </span>
    ),
  }),
  helper.display({
    id: "why",
    header: "Why",
    cell: ({ row: { original: row } }) => <Why row={row} />,
  }),
  helper.display({
    id: "waits",
    header: "Waits on",
    cell: ({ row: { original: row } }) => (
      <span className="whitespace-nowrap">
        {row.assignee === null ? (
          waitingWord(row.waitingOn)
        ) : (
          <span className="block max-w-32 truncate text-accent">
            <Plain text={row.assignee} />
          </span>
        )}
      </span>
    ),
  }),
  helper.display({
    id: "age",
    header: "How long",
    cell: ({ row: { original: row } }) => (
      <span className="grid gap-0.5 whitespace-nowrap">
        <AgeBar since={row.since} />
        <span className="text-12 text-quiet @md:hidden">
          {row.total === null ? "–" : moneyText(row.total)}
        </span>
      </span>
    ),
  }),
  helper.display({
    id: "value",
    header: "At stake",
    cell: ({ row: { original: row } }) => (
      <span className="figure whitespace-nowrap">
        {row.total === null ? "–" : moneyText(row.total)}
      </span>
    ),
  }),
  helper.display({
    id: "next",
    header: "What happens next",
    cell: ({ row: { original: row } }) => <Next row={row} />,
  }),
]);

function Why({ row }: { readonly row: ShownRow }) {
  if (row.isGone) return <Chip tone="done">Moved on</Chip>;
  if (row.reason === null) {
    return (
      <Chip tone="waiting" icon="waiting">
        Overdue
      </Chip>
    );
  }
  const isMoney =
    row.reason === "payment_after_cancellation" || row.reason === "refund_after_completion";
  return (
    <Chip tone={isMoney || row.status === "failed" ? "failed" : "action"} icon="flag">
      {REASONS[row.reason].short}
    </Chip>
  );
}

function Next({ row }: { readonly row: QueueRow }) {
  if (row.nextActionAt === null) {
    return <span className="text-quiet">Nothing by itself</span>;
  }
  if (row.kind === "overdue") return <span className="text-quiet">The next sweep decides</span>;
  return (
    <span className="whitespace-nowrap text-quiet">
      Looked at again <Ago at={row.nextActionAt} />
    </span>
  );
}
