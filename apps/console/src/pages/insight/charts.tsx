import type { Insight } from "@followthrough/core/contract";
import type { ReactNode } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  Line,
  LineChart,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from "recharts";
import { Scroller } from "../../parts/scroller.tsx";
import { shortDay, shortDuration } from "../../parts/time.tsx";
import { STAGE_NAMES } from "../../words/stages.ts";

const AXIS = { fontSize: 12, fill: "var(--ft-quiet)" } as const;

const SERIES = [
  { key: "placed", label: "placed", color: "var(--ft-quiet)", dash: undefined },
  { key: "prompted", label: "prompted", color: "var(--ft-action)", dash: "5 3" },
  { key: "movedOn", label: "moved on", color: "var(--ft-accent)", dash: undefined },
] as const;

/** Orders by the day on which they were placed. */
export function DayChart({ days }: { readonly days: Insight["byDay"] }) {
  const last = days.length - 1;
  const most = Math.max(1, ...days.flatMap((row) => SERIES.map(({ key }) => row[key])));
  const shifts = labelShifts(days, most);
  return (
    <Drawn
      label="Orders by day"
      table={
        <table className="w-full text-13">
          <thead className="text-12 text-quiet">
            <tr>
              <th scope="col" className="py-1 text-left font-medium">
                Day
              </th>
              {SERIES.map(({ key, label }) => (
                <th key={key} scope="col" className="py-1 pl-3 text-right font-medium capitalize">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((row) => (
              <tr key={row.day}>
                <th scope="row" className="text-left font-normal">
                  {shortDay(row.day)}
                </th>
                {SERIES.map(({ key }) => (
                  <td key={key} className="figure pl-3 text-right">
                    {row[key]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <ResponsiveContainer width="100%" height={220}>
        <LineChart
          data={[...days]}
          margin={{ top: 16, right: 76, bottom: 14, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--ft-divider)" vertical={false} />
          <XAxis
            dataKey="day"
            tickFormatter={shortDay}
            tick={AXIS}
            tickLine={false}
            axisLine={false}
            minTickGap={32}
          />
          <YAxis
            allowDecimals={false}
            width={36}
            tick={AXIS}
            tickLine={false}
            axisLine={false}
            domain={[0, most]}
          />
          {SERIES.map(({ key, label, color, dash }) => (
            <Line
              key={key}
              dataKey={key}
              stroke={color}
              strokeWidth={2}
              strokeDasharray={dash ?? "0"}
              dot={days.length === 1}
              isAnimationActive={false}
            >
              <LabelList
                dataKey={key}
                content={({ index, x, y }) =>
                  index === last ? (
                    <text
                      x={Number(x) + 6}
                      y={Number(y) + 4 + (shifts[key] ?? 0)}
                      fontSize={12}
                      fill={color}
                    >
                      {label}
                    </text>
                  ) : null
                }
              />
            </Line>
          ))}
        </LineChart>
      </ResponsiveContainer>
    </Drawn>
  );
}

// What the drawing leaves of its height to the lines, and what a label needs of it.
const DRAWN_PX = 160;
const LABEL_PX = 14;

/** How far each line's label is moved down, so that labels of lines that end close to each other are apart. */
function labelShifts(days: Insight["byDay"], most: number): Readonly<Record<string, number>> {
  const last = days.at(-1);
  if (last === undefined) return {};
  const shifts: Record<string, number> = {};
  let free = Number.NEGATIVE_INFINITY;
  for (const { key } of SERIES.toSorted((a, b) => last[b.key] - last[a.key])) {
    const wanted = (1 - last[key] / most) * DRAWN_PX;
    const place = Math.max(wanted, free);
    shifts[key] = place - wanted;
    free = place + LABEL_PX;
  }
  return shifts;
}

/** How long orders stayed at each stage, as a distribution. */
export function TimeCharts({ stages }: { readonly stages: Insight["timeInStage"] }) {
  return (
    <div className="grid grid-cols-1 gap-x-4 gap-y-2 @3xl:grid-cols-2">
      {stages.map((time) => (
        <div key={time.stage} className="min-w-0">
          <h3 className="px-4 pt-1 text-13 font-semibold">
            {STAGE_NAMES[time.stage]}{" "}
            <span className="figure font-normal text-quiet">
              median {shortDuration(time.medianMs)}, nine of ten within {shortDuration(time.p90Ms)},
              mean {shortDuration(time.meanMs)}
            </span>
          </h3>
          <TimeChart time={time} />
        </div>
      ))}
    </div>
  );
}

function TimeChart({ time }: { readonly time: Insight["timeInStage"][number] }) {
  const classes = time.buckets.map(({ upToMs, count }, at) => ({
    label:
      upToMs === null
        ? `> ${shortDuration(time.buckets[at - 1]?.upToMs ?? 0)}`
        : `≤ ${shortDuration(upToMs)}`,
    count,
  }));
  return (
    <Drawn
      label={`Time at ${STAGE_NAMES[time.stage]}`}
      table={
        <table className="w-full text-13">
          <tbody>
            {classes.map(({ label, count }) => (
              <tr key={label}>
                <th scope="row" className="text-left font-normal">
                  {label}
                </th>
                <td className="figure text-right">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <ResponsiveContainer width="100%" height={150}>
        <BarChart
          data={classes}
          margin={{ top: 18, right: 12, bottom: 0, left: 12 }}
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="label"
            tick={{ ...AXIS, fontSize: 11 }}
            tickLine={false}
            axisLine={{ stroke: "var(--ft-line)" }}
            interval={0}
          />
          <YAxis hide domain={[0, "auto"]} />
          <Bar
            dataKey="count"
            fill="var(--ft-accent)"
            isAnimationActive={false}
            radius={[2, 2, 0, 0]}
          >
            <LabelList
              dataKey="count"
              position="top"
              fontSize={11}
              fill="var(--ft-ink)"
              formatter={(value) => (value === 0 ? "" : value)}
            />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </Drawn>
  );
}

/** A drawing, and the same as a table for people who read rather than look. */
function Drawn(props: {
  readonly label: string;
  readonly table: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="px-4 pb-3">
      <div aria-hidden="true">{props.children}</div>
      <details className="text-12 text-quiet">
        <summary className="w-fit cursor-pointer underline underline-offset-2">As a table</summary>
        <div className="pt-1 text-ink">
          <Scroller label={props.label}>{props.table}</Scroller>
        </div>
      </details>
    </div>
  );
}
