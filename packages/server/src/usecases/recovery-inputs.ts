import type { Orchestration, RecoveryContext } from "@followthrough/core/domain";
import type { Db } from "../db/database.ts";
import { readAnswers } from "../db/provider-checks.ts";
import { type Addressed, readRecoveryContexts } from "../db/recovery-contexts.ts";
import type { Context } from "./context.ts";

/** What decisions need of these orders beside themselves, by order id. */
export async function readRecoveryInputs(
  db: Db,
  { asks }: Pick<Context, "asks">,
  orders: readonly (Omit<Addressed, "redeemsPoints"> & {
    readonly orderId: string;
    readonly orchestration: Pick<
      Orchestration,
      "currentStage" | "stageEntry" | "cadenceStep" | "redeemsPoints"
    >;
  })[],
): Promise<ReadonlyMap<string, RecoveryContext>> {
  const addressed = orders.map((order) => ({
    ...order,
    redeemsPoints: order.orchestration.redeemsPoints,
  }));
  const contexts = await readRecoveryContexts(db, addressed);
  const askable = orders.filter(({ orchestration: { currentStage } }) => {
    return currentStage === "payment" || currentStage === "verification";
  });
  if (asks.length === 0 || askable.length === 0) return contexts;
  const answers = await readAnswers(db, askable, asks);
  return new Map(
    [...contexts].map(([orderId, context]) => [
      orderId,
      { ...context, providerAnswer: answers.get(orderId) ?? "none" },
    ]),
  );
}
