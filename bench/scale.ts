/** How much work a run does: `full` for figures, `small` to try something, `smoke` to see that it runs. */
export type Scale = "full" | "small" | "smoke";

/** The sizes of the works. */
export interface Sizes {
  /** Orders that events are posted to and that are read. */
  readonly orders: number;
  /** How long each side of a comparison under load runs. */
  readonly loadSeconds: number;
  /** How long the API gets requests before anything is counted: Node compiles what is hot. */
  readonly warmSeconds: number;
  readonly overdue: number;
  readonly mails: number;
  /** Orders in the table, smallest first. */
  readonly growth: readonly number[];
  /** How many of them a sweep finds overdue; the same at every size. */
  readonly growthOverdue: number;
  readonly growthSeconds: number;
  readonly streams: number;
  /** How many of the streams watch one order. */
  readonly watchers: number;
  readonly updates: number;
  /** Far enough apart that the streams' own heartbeats and second looks fall in between. */
  readonly updateEveryMs: number;
}

/** The sizes of each scale. */
export const SCALES: Record<Scale, Sizes> = {
  full: {
    orders: 20_000,
    loadSeconds: 12,
    warmSeconds: 5,
    overdue: 1_000_000,
    mails: 10_000,
    growth: [10_000, 100_000, 1_000_000],
    growthOverdue: 10_000,
    growthSeconds: 8,
    streams: 10_000,
    watchers: 100,
    updates: 20,
    updateEveryMs: 1_000,
  },
  small: {
    orders: 20_000,
    loadSeconds: 4,
    warmSeconds: 2,
    overdue: 50_000,
    mails: 2_000,
    growth: [10_000, 50_000],
    growthOverdue: 5_000,
    growthSeconds: 3,
    streams: 2_000,
    watchers: 100,
    updates: 10,
    updateEveryMs: 500,
  },
  smoke: {
    orders: 500,
    loadSeconds: 1,
    warmSeconds: 1,
    overdue: 1_000,
    mails: 50,
    growth: [1_000, 2_000],
    growthOverdue: 500,
    growthSeconds: 1,
    streams: 100,
    watchers: 20,
    updates: 3,
    updateEveryMs: 100,
  },
};

/** The size that only `--growth-full` adds: loading it takes longer than everything else. */
export const LARGEST_GROWTH = 10_000_000;
