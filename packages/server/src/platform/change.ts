/** What a caller may send along with a change. */
export interface RequestOptions {
  readonly idempotencyKey: string | undefined;
  readonly expectedVersion: number | undefined;
}

/** The answer for an event that is in the timeline, written now or by an earlier request. */
export interface Committed<Answer> {
  readonly ok: true;
  readonly answer: Answer;
  readonly replayed: boolean;
}
