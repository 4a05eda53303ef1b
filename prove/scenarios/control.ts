import type { Scenario } from "../scenario.ts";
import { inParallel } from "../shop.ts";
import { judge, waitForDelivery } from "../verdict.ts";

const ORDERS = 200;

/** The control: with nobody breaking anything, everything is sent once and nothing is unknown. */
export const control: Scenario = {
  name: "control",
  about: `no faults: ${ORDERS} due orders, each prompt is sent once`,
  short: false,
  async run({ openStage }) {
    const stage = await openStage({ workers: 1 });
    const ids = Array.from({ length: ORDERS }, (_, index) => `control-${index}`);
    await inParallel(ids, 10, (id) => stage.shop.putOrder(id));
    await stage.shop.sweep();
    await waitForDelivery(stage, 30_000);
    const verdict = await judge(stage);
    const broken = [...verdict.broken];
    if (verdict.prompts !== ORDERS) broken.push(`${verdict.prompts} prompts for ${ORDERS} orders`);
    if (verdict.sent !== ORDERS) broken.push(`${verdict.sent} of ${ORDERS} prompts are sent`);
    if (verdict.restarts > 0) broken.push(`${verdict.restarts} restarts without a fault`);
    return { ...verdict, broken, faults: 0 };
  },
};
