import type { Refusal } from "./result.ts";

/** Takes an event back whose operation on the ledger could not be done. */
export class OperationRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}
