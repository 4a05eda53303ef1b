/** The run that a batch belongs to. */
export interface SweepRun {
  readonly runId: string;
  /** Only orders that were due by then are decided, so that a run ends (epoch milliseconds). */
  readonly dueBy: number;
  /** The right half of the fixed `Message-ID`s. */
  readonly mailDomain: string;
  /** How long a gentle run rests before its next batch. */
  readonly rest: { ms: number };
}
