import { InsightFigure } from "@followthrough/core/contract";
import { STAGES } from "@followthrough/core/domain";

const DAY = 24 * 60 * 60_000;

/** The periods that are offered, in days. */
export const PERIODS = [7, 28, 90] as const;

/** What the figures are about, and whose orders are listed. */
export interface InsightAsked {
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly stage?: string;
  readonly policy?: string;
  /** The figure whose orders are listed below. */
  readonly figure?: InsightFigure;
  /** The stage of that figure, where it is one of a stage. */
  readonly of?: string;
  readonly prompts?: string;
}

/** Reads the URL. Whole days to the end of today, so that a reload requests the same. */
export function readInsightSearch(
  search: Readonly<Record<string, string>>,
  now: number,
): InsightAsked {
  const days = PERIODS.find((period) => String(period) === search.days) ?? 28;
  const to = (Math.floor(now / DAY) + 1) * DAY;
  const figure = InsightFigure.safeParse(search.figure);
  const stage = stageOf(search.stage);
  const of = stageOf(search.of);
  return {
    days,
    from: new Date(to - days * DAY).toISOString(),
    to: new Date(to).toISOString(),
    ...(stage !== undefined && { stage }),
    ...(search.policy !== undefined && search.policy !== "" && { policy: search.policy }),
    ...(figure.success && { figure: figure.data }),
    ...(of !== undefined && { of }),
    ...(search.prompts !== undefined &&
      /^\d{1,3}$/.test(search.prompts) && { prompts: search.prompts }),
  };
}

/** The stage of this name; `undefined` for any other text. */
export function stageOf(text: string | undefined) {
  return STAGES.find((stage) => stage === text);
}

/** The filter alone, as the API takes it. */
export function filterOf({ from, to, stage, policy }: InsightAsked) {
  return { from, to, stage, policy };
}

/** The same for the orders behind the chosen figure. */
export function figureOf(asked: InsightAsked) {
  const { figure, of, prompts } = asked;
  return { ...filterOf(asked), stage: of ?? asked.stage, figure, prompts };
}
