import {
  creditPoints,
  getMemberLoyalty,
  getOrchestration,
  putLoyaltyStep,
  putMember,
  putNotificationPreferences,
  putOrder,
  runSweep,
} from "@followthrough/core/client";
import { isTerminal } from "@followthrough/core/domain";
import {
  LAST_ROUND,
  type PlannedMember,
  type PlannedOrder,
  ROUNDS,
  type ShopPlan,
} from "../plan/shop-plan.ts";
import { awaitPrompts } from "./await-prompts.ts";
import { type ApiClient, answerIfKnown, requireAnswer } from "./require-answer.ts";
import { awaitInbox } from "./send-webhook.ts";
import { takeStep } from "./take-step.ts";

/** What a run added; all 0 when the shop was there already. */
export interface Added {
  readonly members: number;
  readonly orders: number;
  readonly reports: number;
  readonly sweeps: number;
}

/** How a shop is filled. */
export interface FillOptions {
  /** Of Standard Webhooks, one that the product has; then the warehouse reports by webhook. `null` for none. */
  readonly webhookSecret: string | null;
}

/** What the product knew of an order before this run. */
type Known = "new" | "open" | "closed";

/**
 * Reports a planned shop to a product, by the API that a real shop uses. Orders and members that the product
 * already knows stay as they are; reports that an interrupted run did not send are sent.
 *
 * @throws {SeedFailed} when nothing answers or a request is refused
 */
export async function fillShop(
  client: ApiClient,
  plan: ShopPlan,
  { webhookSecret }: FillOptions,
): Promise<Added> {
  const members = await reportMembers(client, plan.members);
  const known = new Map<PlannedOrder, Known>();
  for (const order of plan.orders) known.set(order, await placeIfNew(client, order));
  const orders = [...known.values()].filter((each) => each === "new").length;
  let reports = 0;
  let sweeps = 0;
  let isMailSent = true;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (sweeps > 0 && isMailSent) isMailSent = await awaitPrompts(client);
    for (const [order, knownAs] of known) {
      reports += await takeRound(client, order, round, knownAs, webhookSecret);
    }
    // Nothing new to decide: the product's own sweeps see to what was there before.
    if (round === LAST_ROUND || orders + reports === 0) continue;
    await requireAnswer("The sweep", runSweep({ client }));
    sweeps += 1;
  }
  if (webhookSecret !== null) await awaitInbox(client);
  return { members, orders, reports, sweeps };
}

async function reportMembers(
  client: ApiClient,
  members: readonly PlannedMember[],
): Promise<number> {
  let added = 0;
  for (const { memberId, body, isOptedOut, loyaltySteps } of members) {
    const path = { memberId };
    const what = `Member ${memberId}`;
    if ((await answerIfKnown(what, getMemberLoyalty({ client, path }))) !== null) continue;
    await requireAnswer(what, putMember({ client, path, body }));
    if (isOptedOut) {
      await requireAnswer(
        what,
        putNotificationPreferences({ client, path, body: { orderUpdates: false } }),
      );
    }
    for (const { externalId, body: step } of loyaltySteps) {
      await requireAnswer(
        what,
        putLoyaltyStep({ client, path: { memberId, externalId }, body: step }),
      );
    }
    added += 1;
  }
  return added;
}

async function placeIfNew(client: ApiClient, order: PlannedOrder): Promise<Known> {
  const { orderId, body, credit } = order;
  const path = { orderId };
  const what = `Order ${orderId}`;
  const known = await answerIfKnown(what, getOrchestration({ client, path }));
  if (known !== null) return isTerminal(known.data) ? "closed" : "open";
  if (credit !== null && body.memberId !== null) {
    await requireAnswer(
      what,
      creditPoints({ client, path: { memberId: body.memberId }, body: credit }),
    );
  }
  await requireAnswer(what, putOrder({ client, path, body }));
  return "new";
}

/** @returns how many reports the product had not heard before */
async function takeRound(
  client: ApiClient,
  { orderId, steps }: PlannedOrder,
  round: number,
  known: Known,
  webhookSecret: string | null,
): Promise<number> {
  if (known === "closed") return 0;
  let heard = 0;
  for (const step of steps[round] ?? []) {
    // Reports carry ids, so a repeated one changes nothing; a command could undo what an operator did since.
    if (step.kind !== "report" && known !== "new") continue;
    heard += Number(await takeStep(client, orderId, step, webhookSecret));
  }
  return heard;
}
