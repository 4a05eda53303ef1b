import type { BannerCopy } from "@followthrough/core/words";
import { type Clock, Moment } from "./moment.tsx";
import type { CheckoutState } from "./state.ts";

/**
 * How old the picture may be. Not announced: it changes with every question, and a reader who wants to know finds
 * it beside the heading.
 */
export function Freshness(props: {
  readonly state: Extract<CheckoutState, { phase: "shown" }>;
  readonly copy: BannerCopy;
  readonly clock: Clock;
}) {
  const { state, copy, clock } = props;
  const { link, checkedAt } = state;
  if (link === "fixed") return null;
  return (
    <p className="ft-banner-freshness" data-link={link}>
      <span className="ft-banner-dot" aria-hidden="true" />
      <span>{link === "live" ? copy.freshness.live : checkedWords()}</span>
    </p>
  );

  function checkedWords() {
    if (link === "starting") return copy.freshness.checking;
    const suffix = link === "retrying" ? `, ${copy.freshness.retrying}` : "";
    if (checkedAt === null) return copy.freshness.neverChecked + suffix;
    return (
      <>
        {copy.freshness.checked} <Moment at={checkedAt} clock={clock} />
        {suffix}
      </>
    );
  }
}
