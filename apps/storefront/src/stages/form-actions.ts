"use server";

import { OrderId } from "@followthrough/core/contract";
import { STAGES, type Stage } from "@followthrough/core/domain";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { OrderKey } from "@/orders/order-key";
import { isBypassed } from "@/server/bypass";
import { getOrder, postEvent, putHold } from "@/server/followthrough-api";
import { readShopperOrder } from "@/server/shopper-order";
import { orderHref } from "./stage-href";
import { type Choice, STAGE_PAGES } from "./stage-pages";

/** As long as points are held for a new order. */
const HELD_MS = 7 * 24 * 60 * 60_000;

const Report = z.object({
  orderId: OrderId,
  stage: z.enum(STAGES),
  choice: z.string(),
  visit: z.string().regex(/^[0-9a-f]{32}$/),
});

type Report = z.infer<typeof Report>;

/** What a test page shows when its report didn't reach the API. */
export interface ReportState {
  readonly problem: string | null;
}

/**
 * Reports to the API what the shopper chose, as the provider it stands in for would, and shows the
 * order. The shopper's token is checked first: the shop's own key would open every order.
 */
export async function reportChoice(_: ReportState, form: FormData): Promise<ReportState> {
  const parsed = Report.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { problem: "Please reload this page and choose again." };
  const report = parsed.data;
  const choice = STAGE_PAGES[report.stage].choices.find(({ id }) => id === report.choice);
  if (choice === undefined) return { problem: "Please reload this page and choose again." };

  const order = orderHref(report.orderId);
  if (isBypassed()) redirect(`${order}&${mockQuery(report.stage, choice)}`);
  if (!(await tellApi(report, choice))) {
    return {
      problem: "The report did not reach the checkout. Nothing has changed; please try again.",
    };
  }
  redirect(order);
}

async function tellApi(report: Report, choice: Choice): Promise<boolean> {
  const read = await readShopperOrder(report.orderId);
  if (!read.open) return false;
  const hold = read.orchestration?.loyaltyHold ?? null;
  if (report.stage === "loyalty_hold" && hold !== null && choice.report.status === "completed") {
    return setPointsAside(read.key, report, hold.points);
  }
  const told = await postEvent(report.orderId, {
    stage: report.stage,
    ...choice.report,
    source: STAGE_PAGES[report.stage].source,
    // Pressing twice on one visit of the page is one event.
    sourceEventId: `${report.visit}-${choice.id}`,
    occurredAt: new Date().toISOString(),
  });
  return told.ok;
}

/** Holds an order's points again; the hold decides the stage, not a report. */
async function setPointsAside(key: OrderKey, report: Report, points: number): Promise<boolean> {
  const order = await getOrder(key);
  if (!order.ok || order.value.memberId === null) return false;
  // Pressing twice on one visit of the page is one hold.
  const held = await putHold(`again.${report.visit}`, {
    memberId: order.value.memberId,
    orderId: key.orderId,
    points,
    expiresAt: new Date(Date.now() + HELD_MS).toISOString(),
  });
  return held.ok;
}

/** Where the mocked order stands after a choice: at the next stage when this one was completed. */
function mockQuery(stage: Stage, choice: Choice): string {
  if (choice.report.status !== "completed") return `stage=${stage}&status=${choice.report.status}`;
  const next = STAGES[STAGES.indexOf(stage) + 1];
  return next === undefined ? "stage=completed" : `stage=${next}&status=not_started`;
}
