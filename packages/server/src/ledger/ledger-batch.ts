import {
  applyLedgerOperation,
  EMPTY_LEDGER,
  type Ledger,
  type LedgerOperation,
  type PointsTransfer,
} from "@followthrough/core/domain";
import { type Refusal, refuse } from "../platform/result.ts";
import type { OperationRequest } from "./sql/operation-request.ts";
import type { LedgerLookup, LedgerReading } from "./sql/read-ledgers.ts";
import type { LedgerWrite } from "./sql/write-ledgers.ts";

/** The result of an operation, and the ledger after it. */
export type OperationAnswer =
  | {
      readonly ok: true;
      readonly memberId: string;
      readonly ledger: Ledger;
      /** False if it was done before, or there was nothing to do. */
      readonly isNew: boolean;
    }
  | Refusal;

/** Ledgers that were read from the database. Operations are decided on them one by one, and then written together. */
export interface LedgerSheet {
  readonly now: number;
  /** Decides an operation on the ledger as the earlier operations have left it. */
  operate(asked: OperationRequest): OperationAnswer;
  /** The member whose ledger an operation is about; `null` if its hold is unknown. */
  memberOf(asked: OperationRequest): string | null;
  ledgerOf(memberId: string): Ledger;
  /** The writes for everything that was decided. */
  writes(): readonly LedgerWrite[];
}

/** What must be read to decide these operations. */
export function ledgerLookup(
  asked: readonly OperationRequest[],
  orderIds: readonly string[] = [],
): LedgerLookup {
  const operations = asked.map(({ operation }) => operation);
  return {
    memberIds: asked.flatMap(({ memberId }) => memberId ?? []),
    holdIds: operations.flatMap((operation) => ("holdId" in operation ? operation.holdId : [])),
    references: operations.flatMap(referencesOf),
    orderIds,
  };
}

function referencesOf(operation: LedgerOperation): string[] {
  if (operation.kind === "reverse") return [operation.reference, operation.reverses];
  return operation.kind === "credit" ? [operation.reference] : [];
}

/** Opens a sheet on the ledgers that were read. */
export function openSheet({ now, ledgers, holders }: LedgerReading): LedgerSheet {
  const after = new Map(ledgers);
  const transfers = new Map<string, PointsTransfer[]>();
  const touched = new Set<string>();
  const ledgerOf = (memberId: string) => after.get(memberId) ?? EMPTY_LEDGER;

  const memberOf = ({ memberId, operation }: OperationRequest): string | null =>
    memberId ?? ("holdId" in operation ? (holders.get(operation.holdId) ?? null) : null);

  return {
    now,
    memberOf,
    ledgerOf,
    operate(asked) {
      const memberId = memberOf(asked);
      if (memberId === null) return refuse("hold_unknown");
      const { operation } = asked;
      if (operation.kind === "hold") {
        const holder = holders.get(operation.holdId);
        if (holder !== undefined && holder !== memberId) return refuse("hold_differs");
      }
      const result = applyLedgerOperation(ledgerOf(memberId), operation, now);
      if (!result.ok) return result;
      const { ledger, isNew } = result;
      if (isNew) {
        after.set(memberId, ledger);
        touched.add(memberId);
        const moved = transfers.get(memberId) ?? [];
        transfers.set(memberId, [...moved, ...result.transfers]);
      }
      return { ok: true, memberId, ledger, isNew };
    },
    writes: () =>
      [...touched].map((memberId) => ({
        memberId,
        before: ledgers.get(memberId) ?? EMPTY_LEDGER,
        after: ledgerOf(memberId),
        transfers: transfers.get(memberId) ?? [],
      })),
  };
}
