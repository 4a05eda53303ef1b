/** A place in a list that is ordered by time (epoch milliseconds) and, where times are equal, by id. */
export interface Position {
  readonly time: number;
  readonly id: string;
}
