import { randomUUID } from "node:crypto";
import type { PutOrder } from "@followthrough/core/contract";
import type { Stage, StageStatus, WaitingOn } from "@followthrough/core/domain";
import type { ShopApi } from "../shopper/shop-api.ts";

const HOUR = 60 * 60_000;

interface Sketch {
  readonly name: string;
  readonly title: string;
  readonly amount: number;
  readonly currency?: string;
  /** Redeemed with the order, of some more that the member has. */
  readonly points?: number;
  readonly timeZone?: string;
  readonly done?: readonly Stage[];
  readonly now?: readonly [Stage, StageStatus, WaitingOn?];
  /** How long it has been due, in hours; not due when absent. */
  readonly dueForHours?: number;
  readonly ageHours: number;
  readonly end?: "completed" | "cancelled";
}

/** A shop's morning: some orders on their way, some stuck, each for another reason. */
const SKETCHES: readonly Sketch[] = [
  {
    name: "Ada Voss",
    title: "Mill trestle table",
    amount: 148_000,
    points: 1_200,
    done: ["payment"],
    now: ["verification", "waiting"],
    dueForHours: 5,
    ageHours: 52,
    timeZone: "Europe/Stockholm",
  },
  {
    name: "Bo Lindqvist",
    title: "Larder bookcase",
    amount: 96_500,
    done: ["payment", "verification", "loyalty_hold"],
    now: ["fulfillment", "waiting", "operator"],
    dueForHours: 31,
    ageHours: 120,
  },
  {
    name: "Chiara Moretti",
    title: "Alder lounge chair",
    amount: 72_000,
    now: ["payment", "in_progress", "provider"],
    dueForHours: 9,
    ageHours: 26,
    timeZone: "Europe/Rome",
  },
  {
    name: "Dunja Petrović",
    title: "Ember floor lamp",
    amount: 18_900,
    now: ["payment", "failed"],
    dueForHours: 2,
    ageHours: 7,
    timeZone: "Europe/Belgrade",
  },
  {
    name: "Eamon Walsh",
    title: "Porch bench",
    amount: 41_000,
    done: ["payment"],
    now: ["verification", "in_progress", "provider"],
    dueForHours: 70,
    ageHours: 140,
    timeZone: "Europe/Dublin",
  },
  {
    name: "Fatou Diallo",
    title: "Three-legged stool",
    amount: 12_900,
    done: ["payment", "verification"],
    now: ["loyalty_hold", "waiting"],
    dueForHours: 1,
    ageHours: 30,
    timeZone: "Africa/Dakar",
  },
  {
    name: "Gustav Holm",
    title: "Nightingale bedside",
    amount: 28_500,
    done: ["payment", "verification", "loyalty_hold"],
    now: ["fulfillment", "failed", "operator"],
    dueForHours: 14,
    ageHours: 96,
  },
  {
    name: "Hanako Mori",
    title: "Wren spindle chair",
    amount: 5_400_000,
    currency: "JPY",
    done: ["payment"],
    now: ["verification", "waiting"],
    ageHours: 3,
    timeZone: "Asia/Tokyo",
  },
  {
    name: "Iris Blom",
    title: "Mill trestle table",
    amount: 148_000,
    done: ["payment", "verification", "loyalty_hold", "fulfillment"],
    ageHours: 200,
    end: "completed",
  },
  { name: "Jonas Weber", title: "Porch bench", amount: 41_000, ageHours: 90, end: "cancelled" },
  {
    name: "Katya Orlova",
    title: "Larder bookcase",
    amount: 96_500,
    now: ["payment", "waiting"],
    dueForHours: 0.4,
    ageHours: 1.2,
  },
  {
    name: "Luis Ortega",
    title: "Alder lounge chair",
    amount: 72_000,
    currency: "USD",
    done: ["payment"],
    now: ["verification", "failed"],
    dueForHours: 0.2,
    ageHours: 18,
    timeZone: "America/Chicago",
  },
];

/** An order of the busy shop. */
export interface BusyOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly name: string;
}

/** Places the orders of a busy morning; some of them are given to operators by a sweep in between. */
export async function fillShop(api: ShopApi, from = 1041): Promise<readonly BusyOrder[]> {
  const orders: BusyOrder[] = [];
  const later: Sketch[] = [];
  for (const [at, sketch] of SKETCHES.entries()) {
    const isLater = sketch.dueForHours !== undefined && sketch.dueForHours < 2;
    const order = await place(api, sketch, from + at);
    orders.push(order);
    if (isLater) later.push(sketch);
    else await report(api, order.orderId, sketch);
  }
  await api.sweep();
  // These fall due after the sweep, and wait for the next one.
  for (const sketch of later) {
    const order = orders.find(({ name }) => name === sketch.name);
    if (order !== undefined) await report(api, order.orderId, sketch);
  }
  return orders;
}

async function place(api: ShopApi, sketch: Sketch, number: number): Promise<BusyOrder> {
  const { name, title, amount, currency = "EUR", points = 0, ageHours } = sketch;
  const orderId = `ord_${randomUUID().slice(0, 12)}`;
  const memberId = `mem_${randomUUID().slice(0, 12)}`;
  const placedAt = new Date(Date.now() - ageHours * HOUR).toISOString();
  const email = `${name.split(" ")[0]?.toLowerCase()}.${memberId.slice(4, 8)}@shoppers.example`;
  const body: PutOrder = {
    orderNumber: String(number),
    memberId,
    total: { amount, currency },
    items: [{ title, quantity: 1, unitPrice: { amount, currency } }],
    placedAt,
  };
  const timeZone = sketch.timeZone === undefined ? {} : { timeZone: sketch.timeZone };
  await must(api, "PUT", `/members/${memberId}`, { email, name, ...timeZone });
  if (points > 0) {
    const reference = `welcome-${memberId}`;
    await must(api, "POST", `/loyalty/accounts/${memberId}/credits`, {
      reference,
      points: 2 * points,
    });
    await must(api, "PUT", `/orders/${orderId}`, { ...body, redeemPoints: points });
  } else await must(api, "PUT", `/orders/${orderId}`, body);
  return { orderId, orderNumber: String(number), name };
}

async function report(api: ShopApi, orderId: string, sketch: Sketch): Promise<void> {
  const { done = [], now, dueForHours, ageHours } = sketch;
  const start = Date.now() - ageHours * HOUR;
  const step = (ageHours * HOUR) / (done.length + 2);
  for (const [at, stage] of done.entries()) {
    const occurredAt = new Date(start + step * (at + 1)).toISOString();
    await fact(api, orderId, { stage, status: "completed", occurredAt });
  }
  if (now !== undefined) {
    const [stage, status, waitingOn] = now;
    await fact(api, orderId, {
      stage,
      status,
      occurredAt: new Date(start + step * (done.length + 1)).toISOString(),
      ...(waitingOn !== undefined && { waitingOn }),
      ...(dueForHours !== undefined && {
        nextActionAt: new Date(Date.now() - dueForHours * HOUR).toISOString(),
      }),
      ...(status === "failed" && { note: "Declined: insufficient funds" }),
    });
  }
  if (sketch.end === "cancelled")
    await must(api, "POST", `/checkout/orchestrations/${orderId}/cancel`, {
      reason: "Ordered twice",
    });
}

function fact(api: ShopApi, orderId: string, body: object): Promise<void> {
  const source = { source: "acme-pay", sourceEventId: `evt_${randomUUID().slice(0, 8)}` };
  return must(api, "POST", `/checkout/orchestrations/${orderId}/events`, { ...body, ...source });
}

async function must(api: ShopApi, method: string, path: string, body: unknown): Promise<void> {
  const answer = await api.send(method, path, body);
  if (!answer.ok)
    throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
}
