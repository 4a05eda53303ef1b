import type { Refusal } from "./result.ts";

/** Rolls a transaction back and carries the refusal that answers its caller. */
export class RollBack extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** The answer of a transaction that was rolled back on purpose. @throws any other error that it gets */
export function answerRollBack(error: unknown): Refusal {
  if (error instanceof RollBack) return error.refusal;
  throw error;
}
