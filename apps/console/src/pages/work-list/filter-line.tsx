import { ESCALATION_REASONS, WAITING_ON } from "@followthrough/core/domain";
import type { RefObject } from "react";
import { Icon } from "../../parts/icons.tsx";
import { REASONS } from "../../words/reasons.ts";
import { STAGE_CHOICES, WAITING_WORDS } from "../../words/stages.ts";
import type { Filter, WorkListSearch } from "./work-list-search.ts";

interface Choice {
  readonly value: string;
  readonly label: string;
}

const KINDS: readonly Choice[] = [
  { value: "escalation", label: "Escalations" },
  { value: "overdue", label: "Overdue" },
];
const WAITING: readonly Choice[] = WAITING_ON.map((value) => ({
  value,
  label: WAITING_WORDS[value],
}));
const WHY: readonly Choice[] = ESCALATION_REASONS.map((value) => ({
  value,
  label: REASONS[value].label,
}));

/** The filters, as chips in one line; the URL keeps them. */
export function FilterLine(props: {
  readonly search: WorkListSearch;
  readonly assignees: readonly string[];
  readonly textRef: RefObject<HTMLInputElement | null>;
  readonly onFilter: (name: Filter, value: string | undefined) => void;
  readonly onClear: () => void;
}) {
  const { search, onFilter } = props;
  const chosen = Object.entries(search).filter(([name]) => name !== "open").length;
  const assignees = [
    { value: "-", label: "Nobody" },
    ...props.assignees.map((name) => ({ value: name, label: name })),
  ];
  return (
    <search className="flex flex-wrap items-center gap-1.5 px-4 pb-3 sm:px-6">
      <label className="relative flex min-w-44 flex-1 items-center sm:max-w-72">
        <span className="sr-only">Order, number or mail address begins with</span>
        <span className="pointer-events-none absolute left-2 text-quiet">
          <Icon name="search" />
        </span>
        <input
          ref={props.textRef}
          type="search"
          placeholder="Order, number or mail"
          className="min-h-8 w-full rounded-control border border-line bg-surface py-1 pr-2 pl-8 text-13"
          defaultValue={search.text ?? ""}
          key={search.text ?? ""}
          onKeyDown={(event) => {
            if (event.key === "Enter")
              onFilter("text", event.currentTarget.value.trim() || undefined);
            if (event.key === "Escape") event.currentTarget.blur();
          }}
          onBlur={(event) => {
            const value = event.currentTarget.value.trim();
            if (value !== (search.text ?? "")) onFilter("text", value || undefined);
          }}
        />
      </label>
      <Select name="kind" label="What" choices={KINDS} {...{ search, onFilter }} />
      <Select name="stage" label="Stage" choices={STAGE_CHOICES} {...{ search, onFilter }} />
      <Select name="reason" label="Why" choices={WHY} {...{ search, onFilter }} />
      <Select name="waitingOn" label="Waits on" choices={WAITING} {...{ search, onFilter }} />
      <Select name="assignee" label="Assigned to" choices={assignees} {...{ search, onFilter }} />
      {chosen > 0 && (
        <button
          type="button"
          className="min-h-8 rounded-control px-2 text-13 text-quiet hover:bg-sunken"
          onClick={props.onClear}
        >
          Clear
        </button>
      )}
    </search>
  );
}

function Select(props: {
  readonly name: Filter;
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly search: WorkListSearch;
  readonly onFilter: (name: Filter, value: string | undefined) => void;
}) {
  const value = props.search[props.name] ?? "";
  return (
    <select
      aria-label={props.label}
      value={value}
      onChange={(event) => props.onFilter(props.name, event.target.value || undefined)}
      className={`min-h-8 max-w-40 rounded-full border px-2.5 text-13 ${value === "" ? "border-line bg-surface" : "border-accent bg-accent-wash font-medium text-accent"}`}
    >
      <option value="">{props.label}: any</option>
      {props.choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
