import type { Stage, StageStatus } from "@followthrough/core/domain";
import type { Actor } from "./situation.ts";

/** Everything the banner says about one stage. */
export type StageCopy = {
  /** Under the stop of the track. */
  readonly name: string;
  /** Of the link that resumes the stage, while it is open and after it failed. */
  readonly resume: { readonly open: string; readonly failed: string };
  /** What happened, when the stage came to this status last. */
  readonly change: Readonly<Record<StageStatus, string>>;
  /** The banner's heading while the order stands here. Announced by screen readers when it changes. */
  readonly headline: Readonly<Record<StageStatus, string>>;
  /** What is going on and who has the next move. */
  readonly sentence: Readonly<Record<StageStatus, Readonly<Record<Actor, string>>>>;
};

/** Every word of the banner. Hand another table to `copy` to speak another language. */
export type BannerCopy = {
  readonly stages: Readonly<Record<Stage, StageCopy>>;
  readonly completed: {
    readonly headline: string;
    readonly sentence: string;
    readonly change: string;
  };
  readonly cancelled: {
    readonly headline: string;
    readonly sentence: string;
    readonly change: string;
  };
  readonly loading: { readonly headline: string };
  readonly unreachable: { readonly headline: string; readonly sentence: string };
  readonly absent: { readonly headline: string; readonly sentence: string };
  /** The states of a stop, in a word or two. */
  readonly stop: {
    readonly done: string;
    readonly coming: string;
    /** Where a cancelled order will not come any more. */
    readonly unreached: string;
    readonly cancelled: string;
    readonly failed: string;
    /** Where the next move is the member's. */
    readonly action: string;
    /** Where it is not. */
    readonly waiting: Readonly<Record<StageStatus, string>>;
  };
  /** What the sweep does at `nextActionAt`. Says only what the policy does for certain, else "may". */
  readonly next: Readonly<Record<Actor, string>>;
  readonly labels: {
    readonly track: string;
    readonly latest: string;
    readonly next: string;
    readonly steps: string;
    readonly ends: string;
    readonly retry: string;
    readonly justNow: string;
    readonly soon: string;
  };
  /** Of points that the order redeems; `active`, `captured` and `back` follow their number, a time follows `until`. */
  readonly points: {
    readonly label: string;
    readonly active: string;
    readonly captured: string;
    readonly back: string;
    readonly until: string;
    /** Where the order waits because the points went back before it was done. */
    readonly expired: { readonly headline: string; readonly sentence: string };
  };
  /** How fresh the picture is. `checked` and `retrying` are followed by a time. */
  readonly freshness: {
    readonly live: string;
    readonly checking: string;
    readonly checked: string;
    readonly retrying: string;
    readonly neverChecked: string;
  };
};
