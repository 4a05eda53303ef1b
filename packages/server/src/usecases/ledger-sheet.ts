import {
  EMPTY_LEDGER,
  type Ledger,
  type LedgerOperation,
  operate,
  type Transfer,
} from "@followthrough/core/domain";
import type { LedgerQuestion, LedgerReading } from "../db/read-ledgers.ts";
import type { LedgerWrite } from "../db/write-ledgers.ts";
import type { AskedOperation } from "../db/write-transitions.ts";
import { type Refusal, refuse } from "./result.ts";

/** What became of an operation, and the ledger after it. */
export type OperationAnswer =
  | {
      readonly ok: true;
      readonly memberId: string;
      readonly ledger: Ledger;
      /** False when it was done already, or there was nothing to do. */
      readonly isNew: boolean;
    }
  | Refusal;

/** The ledgers that were read, on which operations are decided one after the other before all are written. */
export interface LedgerSheet {
  readonly now: number;
  /** Decides one on what those before it have left. */
  operate(asked: AskedOperation): OperationAnswer;
  /** Whose ledger an operation is about; `null` for a hold that nobody knows. */
  memberOf(asked: AskedOperation): string | null;
  ledgerOf(memberId: string): Ledger;
  /** What has to be written for all that was decided. */
  writes(): readonly LedgerWrite[];
}

/** What has to be read to decide these. */
export function ledgerQuestion(
  asked: readonly AskedOperation[],
  orderIds: readonly string[] = [],
): LedgerQuestion {
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

/** Opens one on what was read. */
export function openSheet({ now, ledgers, holders }: LedgerReading): LedgerSheet {
  const after = new Map(ledgers);
  const transfers = new Map<string, Transfer[]>();
  const touched = new Set<string>();
  const ledgerOf = (memberId: string) => after.get(memberId) ?? EMPTY_LEDGER;

  const memberOf = ({ memberId, operation }: AskedOperation): string | null =>
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
      const result = operate(ledgerOf(memberId), operation, now);
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
