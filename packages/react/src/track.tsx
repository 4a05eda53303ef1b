import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { BannerCopy } from "./copy.ts";
import { ToneIcon } from "./icons.tsx";
import { type Clock, Moment } from "./moment.tsx";
import { type Situation, type Stop, situationOf, stopsOf, type Tone, toneOf } from "./situation.ts";
import { placeWord } from "./words.ts";

/** The order's way: one stop for each stage it needs, with the state of each in a word. */
export function Track(props: {
  readonly orchestration: ShopperOrchestration;
  readonly copy: BannerCopy;
  readonly clock: Clock;
}) {
  const { orchestration, copy, clock } = props;
  const situation = situationOf(orchestration);
  return (
    // Safari drops the list's meaning together with its bullets unless the role is spelt out.
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <ol className="ft-banner-track" role="list" aria-label={copy.labels.track}>
      {stopsOf(orchestration).map((stop) => {
        const look = lookOf(stop, situation);
        return (
          <li
            key={stop.stage}
            className="ft-banner-stop"
            data-look={look}
            aria-current={stop.place === "current" ? "step" : undefined}
          >
            <span className="ft-banner-mark">{look !== "coming" && <ToneIcon tone={look} />}</span>
            <span className="ft-banner-stop-name">{copy.stages[stop.stage].name}</span>
            <span className="ft-banner-stop-state">
              {stopWord(stop, situation, copy)}
              {stop.doneAt !== null && (
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
      {["one", "two", "three", "four"].map((key) => (
        <span key={key} className="ft-banner-stop" data-look="coming">
          <span className="ft-banner-mark" />
          <span className="ft-banner-blank" />
        </span>
      ))}
    </div>
  );
}

function lookOf(stop: Stop, situation: Situation): Tone | "coming" {
  if (stop.place === "current") return toneOf(situation);
  return stop.place;
}

function stopWord(stop: Stop, situation: Situation, copy: BannerCopy): string {
  if (stop.place === "current") return placeWord(situation, copy);
  if (stop.place === "coming" && situation.kind === "cancelled") return copy.stop.unreached;
  return copy.stop[stop.place];
}
