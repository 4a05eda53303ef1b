import { type EscalationReason, isMoneyNeed } from "@followthrough/core/domain";
import { createColumnHelper, rowSelectionFeature, tableFeatures } from "@tanstack/react-table";
import type { WorkListRow } from "../../api/work-list.ts";
import { Chip } from "../../parts/chip.tsx";
import { Deadline } from "../../parts/deadline.tsx";
import { moneyText } from "../../parts/money.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Ago } from "../../parts/time.tsx";
import { REASONS } from "../../words/reasons.ts";
import { STAGE_NAMES, STATUS_WORDS, waitingWord } from "../../words/stages.ts";
import { AgeBar } from "./age-bar.tsx";
import type { ShownRow } from "./use-frozen-rows.ts";

/** The features of the work list's table. */
export const workListFeatures = tableFeatures({ rowSelectionFeature });

const helper = createColumnHelper<typeof workListFeatures, ShownRow>();

/** From which width of the list a column is shown, and how it is aligned. */
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

/** The work list's columns. */
export const workListColumns = helper.columns([
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
          {row.dueAt !== null && <Deadline at={row.dueAt} />}
          <span className="text-12 text-quiet">
            {closedWord(row) ?? (row.stage !== null && STAGE_NAMES[row.stage])}
          </span>
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
          (closedWord(row) ?? (
            <>
              {STAGE_NAMES[row.stage]}{" "}
              <span className="text-quiet">{STATUS_WORDS[row.status].toLowerCase()}</span>
            </>
          ))
        )}
      </span>
    ),
  }),
  helper.display({
    id: "why",
    header: "Why",
    cell: ({ row: { original: row } }) => (
      <span className="flex items-center gap-2">
        <Why row={row} />
        {row.dueAt !== null && <Deadline at={row.dueAt} />}
      </span>
    ),
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
    // Not a grid, whose cells may shrink: the column has to be as wide as the amount.
    cell: ({ row: { original: row } }) => (
      <span className="flex flex-col gap-0.5 whitespace-nowrap">
        <AgeBar since={row.since} />
        <span className="text-12 text-quiet @md:hidden">
          <AtStake row={row} isShort />
        </span>
      </span>
    ),
  }),
  helper.display({
    id: "value",
    header: "At stake",
    cell: ({ row: { original: row } }) => (
      <span className="figure whitespace-nowrap">
        <AtStake row={row} />
      </span>
    ),
  }),
  helper.display({
    id: "next",
    header: "What happens next",
    cell: ({ row: { original: row } }) => <Next row={row} />,
  }),
]);

/** Needs that come with every shop's day. */
const ROUTINE: readonly EscalationReason[] = ["capture_due", "balance_open"];

/** An order that is closed stands at no stage. */
function closedWord({ stage, status }: WorkListRow): string | null {
  if (status === "cancelled") return STATUS_WORDS.cancelled;
  return stage === "completed" ? STAGE_NAMES.completed : null;
}

/** The money that the reason is about, or what the order costs. */
function AtStake({
  row,
  isShort = false,
}: {
  readonly row: WorkListRow;
  readonly isShort?: boolean;
}) {
  const { amount, total } = row;
  if (total === null) return "–";
  const whole = moneyText(total);
  const part = amount === null ? whole : moneyText(amount);
  if (isShort || part === whole) return part;
  return (
    <>
      {part} <span className="text-quiet">of {whole}</span>
    </>
  );
}

function Why({ row }: { readonly row: ShownRow }) {
  if (row.isGone) return <Chip tone="done">Moved on</Chip>;
  if (row.reason === null) {
    return (
      <Chip tone="waiting" icon="waiting">
        {closedWord(row) === null ? "Overdue" : "Date reached"}
      </Chip>
    );
  }
  const isAlarming = isMoneyNeed(row.reason) && !ROUTINE.includes(row.reason);
  return (
    <Chip tone={isAlarming || row.status === "failed" ? "failed" : "action"} icon="flag">
      {REASONS[row.reason].label}
    </Chip>
  );
}

function Next({ row }: { readonly row: WorkListRow }) {
  if (row.nextActionAt === null) {
    return <span className="text-quiet">Nothing automatic</span>;
  }
  if (row.kind === "overdue") return <span className="text-quiet">The next sweep decides</span>;
  return (
    <span className="whitespace-nowrap text-quiet">
      Looked at again <Ago at={row.nextActionAt} />
    </span>
  );
}
