import { Insight } from "@followthrough/core/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { ask, toQuery } from "../../api/ask.ts";
import { PageHead, Section } from "../../parts/page-parts.tsx";
import { Empty, Failed, LoadingRows } from "../../parts/states.tsx";
import { STAGE_CHOICES } from "../../words/stages.ts";
import { FigureLink } from "./figure-link.tsx";
import { FigureOrders } from "./figure-orders.tsx";
import { Funnel } from "./funnel.tsx";
import { filterOf, type InsightAsked, PERIODS, readInsightSearch } from "./insight-search.ts";
import { MoreFigures } from "./more-figures.tsx";
import { Recovered } from "./recovered.tsx";

const route = getRouteApi("/shell/insight");
// The library that draws is larger than everything else on the page, and waits until it is needed.
const DayChart = lazy(() => import("./charts.tsx").then(({ DayChart }) => ({ default: DayChart })));
const TimeCharts = lazy(() =>
  import("./charts.tsx").then(({ TimeCharts }) => ({ default: TimeCharts })),
);

/** What became of orders, and what recovery was worth. Every figure leads to the orders behind it. */
export function InsightPage() {
  const search = route.useSearch();
  const asked = readInsightSearch(search, Date.now());
  const query = useQuery({
    queryKey: ["insight", filterOf(asked)],
    queryFn: ({ signal }) => ask(Insight, `/insight${toQuery(filterOf(asked))}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const { data: insight } = query;
  return (
    <div className="@container pb-8">
      <PageHead title="Insight" about="Orders that were placed in the period">
        <Filters asked={asked} policies={insight?.byPolicy.map(({ policy }) => policy) ?? []} />
      </PageHead>
      {insight === undefined ? (
        query.isError ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <LoadingRows rows={12} label="Counting" />
        )
      ) : insight.orders === 0 ? (
        <Empty title="No order was placed in this period">
          Figures come with the first order. Choose a longer period, or clear the filters.
        </Empty>
      ) : (
        <div className="grid grid-cols-1 gap-4 px-4 sm:px-6">
          <dl className="flex flex-wrap gap-x-8 gap-y-2">
            <Total name="Placed" figure="placed" value={insight.orders} />
            <Total name="Completed" figure="completed" value={insight.completed} />
            <Total name="Cancelled" figure="cancelled" value={insight.cancelled} />
            <Total
              name="Prompted"
              figure="prompted"
              value={insight.optOut.prompted === 0 ? 0 : sumPrompted(insight)}
            />
          </dl>
          <Recovered insight={insight} />
          <div className="grid grid-cols-1 items-start gap-4 @4xl:grid-cols-2">
            <Funnel insight={insight} />
            <Section title="By day" aside="days in UTC">
              <Suspense fallback={<LoadingRows rows={4} label="Drawing" />}>
                <DayChart days={insight.byDay} />
              </Suspense>
            </Section>
          </div>
          <Section title="Time in stage" aside="how long, not only on average">
            {insight.timeInStage.length === 0 ? (
              <p className="px-4 pb-3 text-13 text-quiet">No order has left a stage yet.</p>
            ) : (
              <Suspense fallback={<LoadingRows rows={6} label="Drawing" />}>
                <TimeCharts stages={insight.timeInStage} />
              </Suspense>
            )}
          </Section>
          <MoreFigures insight={insight} />
          {asked.figure !== undefined && <FigureOrders asked={asked} />}
        </div>
      )}
    </div>
  );
}

function sumPrompted({ promptsPerOrder }: Insight): number {
  return promptsPerOrder
    .filter(({ prompts }) => prompts > 0)
    .reduce((sum, { orders }) => sum + orders, 0);
}

function Total(props: {
  readonly name: string;
  readonly figure: "placed" | "completed" | "cancelled" | "prompted";
  readonly value: number;
}) {
  return (
    <div className="grid">
      <dt className="text-12 text-quiet">{props.name}</dt>
      <dd className="text-26 font-semibold tracking-tight">
        <FigureLink figure={props.figure} label={props.name.toLowerCase()}>
          {props.value}
        </FigureLink>
      </dd>
    </div>
  );
}

function Filters({
  asked,
  policies,
}: {
  readonly asked: InsightAsked;
  readonly policies: readonly string[];
}) {
  const navigate = useNavigate();
  const change = (name: string, value: string) => {
    const search = {
      days: String(asked.days),
      stage: asked.stage ?? "",
      policy: asked.policy ?? "",
    };
    void navigate({ to: "/insight", search: { ...search, [name]: value }, replace: true });
  };
  const known = [...new Set([...policies, ...(asked.policy === undefined ? [] : [asked.policy])])];
  const look = "min-h-8 max-w-48 rounded-full border border-line bg-surface px-2.5 text-13";
  return (
    <>
      <select
        aria-label="Period"
        className={look}
        value={asked.days}
        onChange={(event) => change("days", event.target.value)}
      >
        {PERIODS.map((days) => (
          <option key={days} value={days}>
            Last {days} days
          </option>
        ))}
      </select>
      <select
        aria-label="Stage"
        className={look}
        value={asked.stage ?? ""}
        onChange={(event) => change("stage", event.target.value)}
      >
        <option value="">Stage: any</option>
        {STAGE_CHOICES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <select
        aria-label="Policy"
        className={look}
        value={asked.policy ?? ""}
        onChange={(event) => change("policy", event.target.value)}
      >
        <option value="">Policy: any</option>
        {known.map((policy) => (
          <option key={policy} value={policy}>
            {policy}
          </option>
        ))}
      </select>
    </>
  );
}
