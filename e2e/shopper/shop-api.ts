import { randomUUID } from "node:crypto";
import {
  AccessToken,
  EventOutcome,
  type Notification,
  NotificationPage,
  Orchestration,
  type PostEvent,
  type PutOrder,
  SweepSummary,
} from "@followthrough/core/contract";
import type { Stage, StageStatus, WaitingOn } from "@followthrough/core/domain";
import type { Addresses } from "../product/addresses.ts";

/** An order that was placed for a test. */
export interface PlacedOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly memberId: string;
  readonly email: string;
  /** Opens the order for its shopper. */
  readonly token: string;
}

/** What a provider reports beside stage and status. */
interface ReportDetails {
  readonly waitingOn?: WaitingOn;
  readonly note?: string;
  /** An instant; in the past it makes the order overdue. */
  readonly nextActionAt?: string;
  readonly payment?: PostEvent["payment"];
}

/** The API as the shop's own systems and its providers use it. */
export interface ShopApi {
  /** Places an order of a new member, which goes through all stages unless `changes` say otherwise. */
  placeOrder(changes?: Partial<PutOrder>): Promise<PlacedOrder>;
  /** Reports a fact, as a provider does. */
  report(
    orderId: string,
    stage: Stage,
    status: StageStatus,
    details?: ReportDetails,
  ): Promise<EventOutcome>;
  /** Reports each of these stages as completed. */
  complete(orderId: string, ...stages: readonly Stage[]): Promise<void>;
  cancel(orderId: string): Promise<void>;
  read(orderId: string): Promise<Orchestration>;
  setOrderUpdates(memberId: string, orderUpdates: boolean): Promise<void>;
  putPointsStep(order: PlacedOrder, title: string, status: "pending" | "resolved"): Promise<void>;
  sweep(): Promise<SweepSummary>;
  notifications(orderId: string): Promise<readonly Notification[]>;
  /** Any request; for what the methods above don't say. */
  send(method: string, path: string, body?: unknown, key?: string): Promise<Response>;
}

/** Speaks to the product that the set-up has started. */
export function openShopApi({ apiUrl, apiKey }: Pick<Addresses, "apiUrl" | "apiKey">): ShopApi {
  let lastOccurredAt = 0;

  async function send(method: string, path: string, body?: unknown, key = apiKey) {
    return fetch(`${apiUrl}/api/v1${path}`, {
      method,
      headers: {
        "X-API-Key": key,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  }

  const orchestration = (orderId: string) => `/checkout/orchestrations/${orderId}`;

  const report: ShopApi["report"] = async (orderId, stage, status, details = {}) => {
    // Two reports in one millisecond would have no order; a provider's clock gives each its own.
    lastOccurredAt = Math.max(Date.now(), lastOccurredAt + 1);
    const outcome = await ask("POST", `${orchestration(orderId)}/events`, {
      stage,
      status,
      source: "e2e",
      sourceEventId: randomUUID(),
      occurredAt: new Date(lastOccurredAt).toISOString(),
      ...details,
    });
    return EventOutcome.parse(outcome);
  };

  return {
    send,
    report,
    async placeOrder(changes = {}) {
      const id = randomUUID();
      const member = { memberId: `mem_${id}`, email: `ada.${id.slice(0, 8)}@shoppers.example` };
      const total = changes.total ?? { amount: 148_000, currency: "EUR" };
      const order: PutOrder = {
        orderNumber: `E2E-${id.slice(0, 6)}`,
        memberId: member.memberId,
        total,
        items: [{ title: "Mill trestle table", quantity: 1, unitPrice: total }],
        ...changes,
      };
      const orderId = `e2e_${id}`;
      await ask("PUT", `/members/${member.memberId}`, { email: member.email, name: "Ada Voss" });
      await ask("PUT", `/orders/${orderId}`, order);
      const token = await ask("POST", `/orders/${orderId}/access-tokens`);
      return {
        orderId,
        orderNumber: order.orderNumber,
        ...member,
        token: AccessToken.parse(token).token,
      };
    },
    async complete(orderId, ...stages) {
      for (const stage of stages) await report(orderId, stage, "completed");
    },
    async cancel(orderId) {
      await ask("POST", `${orchestration(orderId)}/cancel`, {});
    },
    read: async (orderId) => Orchestration.parse(await ask("GET", orchestration(orderId))),
    async setOrderUpdates(memberId, orderUpdates) {
      await ask("PUT", `/members/${memberId}/notification-preferences`, { orderUpdates });
    },
    async putPointsStep({ memberId, orderId }, title, status) {
      const path = `/members/${memberId}/loyalty-steps/${memberId}.${orderId}`;
      await ask("PUT", path, { kind: "redemption", title, status, orderId });
    },
    sweep: async () => SweepSummary.parse(await ask("POST", "/checkout/sweeps")),
    async notifications(orderId) {
      const query = new URLSearchParams({ type: "checkout_recovery_prompt", orderId });
      return NotificationPage.parse(await ask("GET", `/notifications?${query}`)).items;
    },
  };
}
