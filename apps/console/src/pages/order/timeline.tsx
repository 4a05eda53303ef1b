import { EventPage, type Orchestration, type TimelineEntry } from "@followthrough/core/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask, toQuery } from "../../api/ask.ts";
import { Button } from "../../parts/button.tsx";
import { Icon, type IconName } from "../../parts/icons.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Exact } from "../../parts/time.tsx";
import { payloadText } from "../../words/decisions.ts";
import { type EntryTelling, entrySentence, noteWords } from "../../words/entries.ts";
import { RawJson } from "./raw-json.tsx";

/** What happened, the latest first: who said it, what became of it, and the decision behind every sweep. */
export function Timeline(props: {
  readonly orderId: string;
  readonly orchestration: Orchestration;
  readonly timeZone: string | null;
}) {
  const { orderId, orchestration, timeZone } = props;
  const [isAsked, setAsked] = useState(false);
  const { eventsCursor } = orchestration;
  const older = useInfiniteQuery({
    queryKey: ["order-events", orderId, eventsCursor],
    queryFn: ({ pageParam }) =>
      ask(
        EventPage,
        `/orders/${encodeURIComponent(orderId)}/events${toQuery({ before: pageParam, limit: 100 })}`,
      ),
    initialPageParam: eventsCursor ?? "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: isAsked && eventsCursor !== null,
  });
  const entries = [
    ...orchestration.events.toReversed(),
    ...(older.data?.pages.flatMap(({ items }) => items.toReversed()) ?? []),
  ];
  const hasOlder = older.data === undefined ? eventsCursor !== null : older.hasNextPage;
  return (
    <Section title="Timeline" aside={`${orchestration.version} entries`}>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the list's meaning with its bullets */}
      <ol role="list" className="pb-2">
        {entries.map((entry) => (
          <Entry
            key={entry.version}
            entry={entry}
            telling={{ timeZone, currency: orchestration.money.currency }}
          />
        ))}
      </ol>
      {hasOlder && (
        <div className="px-4 pb-3">
          <Button
            isSmall
            disabled={older.isFetching}
            onClick={() => (isAsked ? void older.fetchNextPage() : setAsked(true))}
          >
            {older.isFetching ? "Loading …" : "Older entries"}
          </Button>
        </div>
      )}
    </Section>
  );
}

function Entry({
  entry,
  telling,
}: {
  readonly entry: TimelineEntry;
  readonly telling: EntryTelling;
}) {
  const isQuiet = entry.disposition !== "applied";
  const { icon, color } = lookOf(entry);
  const note = noteWords(entry);
  return (
    <li className="relative grid grid-cols-[1.25rem_1fr] gap-x-3 px-4 py-2 before:absolute before:top-0 before:bottom-0 before:left-[1.6rem] before:w-px before:bg-divider">
      <span
        className={`z-10 mt-0.5 grid size-5 place-content-center rounded-full bg-surface ${color}`}
      >
        <Icon name={icon} />
      </span>
      <div className="grid min-w-0 gap-1">
        <p className={isQuiet ? "text-quiet" : ""}>
          <span className="font-medium">{entrySentence(entry, telling)}</span>
          {isQuiet && (
            <span className="text-12">
              {" "}
              · {entry.disposition === "late" ? lateWords(entry) : "superseded by something later"}
            </span>
          )}
        </p>
        {note !== null && entry.kind !== "sweep" && (
          <p className="max-w-[68ch] border-l-2 border-divider pl-2 text-13 break-words">
            <Plain text={note} />
          </p>
        )}
        {entry.occurredAtReported !== null && (
          <p className="text-13 text-waiting">
            The source’s clock is ahead: it says <Exact at={entry.occurredAtReported} />. It counts
            as of the moment it was recorded.
          </p>
        )}
        <div className="flex flex-wrap items-center gap-x-2 text-12 text-quiet">
          <Exact at={entry.recordedAt} />
          <span>
            <Plain text={actorWord(entry)} />
          </span>
          {entry.source !== null && (
            <span>
              <Plain
                text={`${entry.source} ${entry.sourceEventId ?? ""}`}
                className="font-mono break-all"
              />
            </span>
          )}
          <RawJson value={entry} label={`Entry ${entry.version}`} isSmall />
        </div>
      </div>
    </li>
  );
}

/** What is reported of payments and parcels counts after the end, too. */
function lateWords({ payments, parcels }: TimelineEntry): string {
  if (payments.length > 0) return "came after the end; its money counts";
  return parcels.length > 0
    ? "came after the end; a parcel that is lost counts"
    : "came after the end, changed nothing";
}

function actorWord({ actor, kind, source }: TimelineEntry): string {
  if (kind === "sweep") return "Sweep";
  if (actor === "api") return source === null ? "Shop" : "Provider";
  return actor === "member" ? "Member" : actor;
}

function lookOf(entry: TimelineEntry): { readonly icon: IconName; readonly color: string } {
  switch (entry.kind) {
    case "placed":
      return { icon: "coming", color: "text-quiet" };
    case "order_changed":
      return { icon: "note", color: "text-ink" };
    case "stage":
      if (entry.payments.length > 0) return lookOfPayments(entry);
      if (entry.parcels.length > 0) return lookOfParcels(entry);
      if (entry.status === "completed") return { icon: "done", color: "text-done" };
      if (entry.status === "failed") return { icon: "failed", color: "text-failed" };
      return { icon: "waiting", color: "text-waiting" };
    case "sweep": {
      const decision = payloadText(entry, "decision");
      if (decision === "prompt") return { icon: "mail", color: "text-accent" };
      if (decision === "escalate") return { icon: "flag", color: "text-action" };
      return { icon: "eye", color: "text-quiet" };
    }
    case "cancelled":
      return { icon: "cancelled", color: "text-cancelled" };
    case "paused":
    case "resumed":
      return { icon: "pause", color: "text-quiet" };
    case "operator":
      return { icon: "note", color: "text-ink" };
    case "reconsidered":
      return { icon: "eye", color: "text-quiet" };
  }
}

/** Of the latest of its payments. A refund or a dispute says nothing of the stage; the sums of all payments do. */
function lookOfPayments({ payments }: TimelineEntry): ReturnType<typeof lookOf> {
  switch (payments.at(-1)?.state) {
    case "captured":
      return { icon: "done", color: "text-done" };
    case "failed":
      return { icon: "failed", color: "text-failed" };
    case "cancelled":
    case "expired":
      return { icon: "cancelled", color: "text-cancelled" };
    case "requires_action":
    case "processing":
    case "authorised":
      return { icon: "waiting", color: "text-waiting" };
    case null:
    case undefined:
      return { icon: "back", color: "text-quiet" };
  }
}

/** Of the latest of its parcels. */
function lookOfParcels({ parcels }: TimelineEntry): ReturnType<typeof lookOf> {
  switch (parcels.at(-1)?.state) {
    case "delivered":
      return { icon: "done", color: "text-done" };
    case "failed":
      return { icon: "failed", color: "text-failed" };
    case "cancelled":
      return { icon: "cancelled", color: "text-cancelled" };
    case "pending":
    case "shipped":
    case undefined:
      return { icon: "waiting", color: "text-waiting" };
  }
}
