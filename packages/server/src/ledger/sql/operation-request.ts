import type { LedgerOperation } from "@followthrough/core/domain";

/** An operation to apply to a member's ledger. */
export interface OperationRequest {
  /** `null` if the operation's hold determines the member. */
  readonly memberId: string | null;
  readonly operation: LedgerOperation;
}
