import { isAsked } from "@followthrough/core/domain";
import type { Db } from "../platform/postgres/database.ts";
import { readAnswers } from "../providers/sql/provider-checks.ts";
import type { RecoveryContext } from "./recovery-context.ts";
import {
  type Addressed,
  type RecipientInputs,
  readRecipientInputs,
} from "./sql/recipient-inputs.ts";

/** Reads what decisions about these orders need apart from their orchestrations, by order id. */
export async function readRecoveryInputs(
  db: Db,
  { asks }: Pick<RecoveryContext, "asks">,
  orders: readonly Addressed[],
): Promise<ReadonlyMap<string, RecipientInputs>> {
  const contexts = await readRecipientInputs(db, orders);
  const askable = orders.filter(({ orchestration }) => isAsked(orchestration.currentStage));
  if (asks.length === 0 || askable.length === 0) return contexts;
  const answers = await readAnswers(db, askable, asks);
  return new Map(
    [...contexts].map(([orderId, context]) => [
      orderId,
      { ...context, providerAnswer: answers.get(orderId) ?? "none" },
    ]),
  );
}
