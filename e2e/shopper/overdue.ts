import type { Stage, StageStatus } from "@followthrough/core/domain";
import type { PlacedOrder, ShopApi } from "./shop-api.ts";

/** Reports a stage so that the order is overdue at once: the next sweep decides it. */
export async function makeOverdue(
  api: ShopApi,
  { orderId }: Pick<PlacedOrder, "orderId">,
  stage: Stage,
  status: StageStatus,
): Promise<void> {
  const aMinuteAgo = new Date(Date.now() - 60_000).toISOString();
  await api.report(orderId, stage, status, { nextActionAt: aMinuteAgo });
}
