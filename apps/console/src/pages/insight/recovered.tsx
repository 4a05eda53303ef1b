import type { Insight } from "@followthrough/core/contract";
import type { ReactNode } from "react";
import { moneyTexts } from "../../parts/money.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { FigureLink } from "./figure-link.tsx";

/**
 * What recovery was worth, three ways side by side. The first two count orders that might have come back anyway;
 * only the third compares.
 */
export function Recovered({ insight }: { readonly insight: Insight }) {
  const { clicked, movedOn, lift } = insight.recovered;
  return (
    <Section
      title="Recovered, three ways"
      aside="only the third compares with orders that got no prompt"
    >
      <div className="grid grid-cols-1 gap-px border-t border-divider bg-divider @3xl:grid-cols-[1fr_1fr_1.6fr]">
        <Way title="Clicked the link" about="The shopper came back by a prompt’s link.">
          <p className="text-26 font-semibold tracking-tight">
            <FigureLink figure="clicked" label="clicked the link">
              {clicked.orders}
            </FigureLink>
          </p>
          <p className="figure text-13">{moneyTexts(clicked.value)}</p>
        </Way>
        <Way
          title="Moved on"
          about={`The order left its stage within ${insight.windowHours} h of its first prompt.`}
        >
          <p className="text-26 font-semibold tracking-tight">
            <FigureLink figure="moved_on" label="moved on after a prompt">
              {movedOn.orders}
            </FigureLink>
          </p>
          <p className="figure text-13">{moneyTexts(movedOn.value)}</p>
        </Way>
        <Way
          title="Lift over the control group"
          about="How much more often prompted orders moved on than a randomly chosen group that got none."
        >
          <LiftFigure lift={lift} />
        </Way>
      </div>
    </Section>
  );
}

function Way(props: {
  readonly title: string;
  readonly about: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="grid content-start gap-1 bg-surface px-4 py-3">
      <h3 className="text-13 font-semibold">{props.title}</h3>
      {props.children}
      <p className="max-w-[48ch] text-12 text-quiet">{props.about}</p>
    </div>
  );
}

function LiftFigure({ lift }: { readonly lift: Insight["recovered"]["lift"] }) {
  const { difference, low, high, extraOrders, prompted, heldOut } = lift;
  if (difference === null || low === null || high === null) {
    return (
      <p className="text-13 text-quiet">
        No order was in a control group in this period. Set{" "}
        <code className="font-mono text-12">holdOut</code> in the policy to measure it.
      </p>
    );
  }
  const points = (share: number) =>
    `${share > 0 ? "+" : share < 0 ? "−" : "±"}${Math.abs(share * 100).toFixed(1)}`;
  const isClear = low > 0 || high < 0;
  return (
    <div className="grid gap-1.5">
      <p className="figure text-26 font-semibold tracking-tight">
        {points(difference)} <span className="text-14 font-normal text-quiet">points</span>
      </p>
      <Interval low={low} high={high} difference={difference} />
      <p className="text-13">
        95 % between {points(low)} and {points(high)}
        {isClear ? "" : ": it may be nothing at all"}
        {extraOrders !== null && isClear && `; about ${Math.round(extraOrders)} orders more`}.
      </p>
      <p className="figure text-12 text-quiet">
        {share(prompted)} of{" "}
        <FigureLink figure="treated" label="chosen for a prompt">
          {prompted.orders} chosen for a prompt
        </FigureLink>
        , {share(heldOut)} of{" "}
        <FigureLink figure="held_out" label="in the control group">
          {heldOut.orders} in the control group
        </FigureLink>
      </p>
    </div>
  );
}

function share({ orders, movedOn }: { readonly orders: number; readonly movedOn: number }): string {
  return orders === 0 ? "none" : `${((movedOn / orders) * 100).toFixed(1)} %`;
}

/** The interval on a line with its zero, from 100 points less to 100 points more. */
function Interval(props: {
  readonly low: number;
  readonly high: number;
  readonly difference: number;
}) {
  const place = (value: number) => `${50 + Math.max(-1, Math.min(1, value)) * 50}%`;
  return (
    <div className="relative h-5 w-full max-w-md" aria-hidden="true">
      <span className="absolute top-1/2 left-0 h-px w-full bg-divider" />
      <span className="absolute top-0 left-1/2 h-full w-px bg-line" />
      <span
        className="absolute top-1/2 h-[3px] -translate-y-1/2 rounded-full bg-accent"
        style={{ left: place(props.low), right: `calc(100% - ${place(props.high)})` }}
      />
      <span
        className="absolute top-1/2 size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-surface bg-accent"
        style={{ left: place(props.difference) }}
      />
    </div>
  );
}
