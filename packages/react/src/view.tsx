import { type BannerCopy, EN_BANNER } from "@followthrough/core/words";
import { useId } from "react";

import { Freshness } from "./freshness.tsx";
import { ToneIcon } from "./icons.tsx";
import type { Clock } from "./moment.tsx";
import { moneyOf, moneyStopOf } from "./money.ts";
import { Facts, Links, PendingSteps, type ResumeHref } from "./order.tsx";
import { situationOf } from "./situation.ts";
import type { CheckoutState } from "./state.ts";
import { EmptyTrack, Track } from "./track.tsx";
import { headingWords, placeOf } from "./words.ts";

/** What a banner needs to be drawn, wherever its state comes from. */
export type CheckoutRecoveryBannerViewProps = {
  readonly state: CheckoutState;
  /** Milliseconds since 1970 for relative times; `null` writes exact ones, as a server must. */
  readonly now: number | null;
  readonly resumeHref: ResumeHref;
  /** Where the shopper can do without the points that the order redeems; without it there is no such link. */
  readonly waiveHref?: string | undefined;
  /** Draws a button that asks again where nothing can be shown. */
  readonly onRetry?: (() => void) | undefined;
  /** Of dates and times, as BCP 47; the words are those of `copy`. `en-GB` when absent. */
  readonly locale?: string | undefined;
  /** IANA zone of exact times. When absent: UTC on the server, then the browser's own. */
  readonly timeZone?: string | undefined;
  readonly copy?: BannerCopy | undefined;
  readonly className?: string | undefined;
};

/** The banner as a picture of a given state: no network, no clock of its own. */
export function CheckoutRecoveryBannerView(props: CheckoutRecoveryBannerViewProps) {
  const { state, now, resumeHref, waiveHref, onRetry, copy = EN_BANNER } = props;
  const { locale = "en-GB", timeZone } = props;
  const headingId = useId();
  const { justNow, soon } = copy.labels;
  const clock: Clock = { now, locale, timeZone, justNow, soon };
  const situation = state.phase === "shown" ? situationOf(state.orchestration) : null;
  const money = state.phase === "shown" ? moneyOf(state.orchestration, clock) : null;
  const stop = money === null ? null : moneyStopOf(money);
  const place = situation === null ? null : placeOf(situation, stop, copy);
  const words = headingWords(state, copy, money, clock);
  return (
    <section
      className={["ft-banner", props.className].filter(Boolean).join(" ")}
      data-phase={state.phase}
      data-tone={place?.tone}
      aria-labelledby={headingId}
      aria-busy={state.phase === "loading"}
    >
      <div className="ft-banner-body">
        {/* Holds no times, so that it is announced when the order moves and never because a minute went by. */}
        <div className="ft-banner-head" role="status">
          {place !== null && (
            <p className="ft-banner-chip">
              <ToneIcon tone={place.tone} />
              {place.word}
            </p>
          )}
          <h2 id={headingId} className="ft-banner-headline">
            <bdi>{words.headline}</bdi>
          </h2>
        </div>
        {state.phase === "shown" && (
          <>
            {situation?.kind === "open" && <Freshness state={state} copy={copy} clock={clock} />}
            <Track orchestration={state.orchestration} copy={copy} clock={clock} moneyStop={stop} />
          </>
        )}
        {state.phase === "loading" && (
          <>
            <EmptyTrack />
            <span className="ft-banner-blank" data-long="" aria-hidden="true" />
          </>
        )}
        {words.sentences.map((sentence) => (
          <p key={sentence} className="ft-banner-sentence">
            <bdi>{sentence}</bdi>
          </p>
        ))}
        {state.phase === "shown" && money !== null && (
          <>
            <Links
              orchestration={state.orchestration}
              copy={copy}
              resumeHref={resumeHref}
              waiveHref={waiveHref}
              money={money.situation}
              isTimeKnown={now !== null}
            />
            <PendingSteps orchestration={state.orchestration} copy={copy} clock={clock} />
            <Facts orchestration={state.orchestration} copy={copy} clock={clock} money={money} />
          </>
        )}
        {(state.phase === "unreachable" || state.phase === "absent") && onRetry !== undefined && (
          <button type="button" className="ft-banner-button" data-quiet="" onClick={onRetry}>
            {copy.labels.retry}
          </button>
        )}
      </div>
    </section>
  );
}
