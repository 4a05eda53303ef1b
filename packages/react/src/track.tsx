import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { BannerCopy } from "@followthrough/core/words";
import { ToneIcon } from "./icons.tsx";
import { type Clock, Moment } from "./moment.tsx";
import type { MoneyStop } from "./money.ts";
import { type Situation, type Stop, situationOf, stopsOf, type Tone } from "./situation.ts";
import { placeOf } from "./words.ts";

/** The order's way: one stop for each stage it needs, with the state of each in a word. */
export function Track(props: {
  readonly orchestration: ShopperOrchestration;
  readonly copy: BannerCopy;
  readonly clock: Clock;
  readonly moneyStop: MoneyStop | null;
}) {
  const { orchestration, copy, clock, moneyStop } = props;
  const situation = situationOf(orchestration);
  return (
    // Safari drops the list's meaning together with its bullets unless the role is spelled out.
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <ol className="ft-banner-track" role="list" aria-label={copy.labels.track}>
      {stopsOf(orchestration).map((stop) => {
        const money = stop.stage === "payment" ? moneyStop : null;
        const { look, word } = stopLook(stop, situation, money, copy);
        return (
          <li
            key={stop.stage}
            className="ft-banner-stop"
            data-look={look}
            data-money={money?.word}
            aria-current={stop.place === "current" ? "step" : undefined}
          >
            <span className="ft-banner-mark">{look !== "coming" && <ToneIcon tone={look} />}</span>
            <span className="ft-banner-stop-name">{copy.stages[stop.stage].name}</span>
            <span className="ft-banner-stop-state">
              {word}
              {stop.doneAt !== null && money === null && (
                <span className="ft-banner-stop-time">
                  {" "}
                  <Moment at={stop.doneAt} clock={clock} isShort />
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Holds the track's place while nothing is known. Says nothing, since the heading does. */
export function EmptyTrack() {
  return (
    <div className="ft-banner-track" data-empty="" aria-hidden="true">
      {[1, 2, 3, 4].map((key) => (
        <span key={key} className="ft-banner-stop" data-look="coming">
          <span className="ft-banner-mark" />
          <span className="ft-banner-blank" />
        </span>
      ))}
    </div>
  );
}

function stopLook(
  stop: Stop,
  situation: Situation,
  money: MoneyStop | null,
  copy: BannerCopy,
): { readonly look: Tone | "coming"; readonly word: string } {
  if (money !== null) return { look: money.tone, word: copy.stop.money[money.word] };
  if (stop.place === "current") {
    const { tone, word } = placeOf(situation, null, copy);
    return { look: tone, word };
  }
  const isUnreached = stop.place === "coming" && situation.kind === "cancelled";
  return { look: stop.place, word: copy.stop[isUnreached ? "unreached" : stop.place] };
}
