import type {
  OrderMoney,
  OrderThings,
  Stage,
  StageRegisters,
  WaitingOn,
} from "@followthrough/core/domain";
import type { toLines } from "../../lifecycle/sql/order-lines.ts";

/** One order's prompt within a message. */
export interface LeasedPrompt {
  readonly promptId: string;
  readonly orderId: string;
  /** The order's member at the lease; `null` for a guest. */
  readonly memberId: string | null;
  readonly stage: Stage;
  readonly step: number;
  /** How many mails about this stage had gone out when this prompt was decided. */
  readonly earlierMails: number;
  readonly decidedAt: number;
  readonly order: {
    readonly orderNumber: string;
    readonly total: { readonly amount: number; readonly currency: string };
    /** What redeemed points take off; `null` if nothing, or if the order goes on without them. */
    readonly pointsOff: number | null;
  } & ReturnType<typeof toLines>;
  /** Where the shop wants the shopper to resume; `null` for the storefront's page. */
  readonly statusUrl: string | null;
  readonly orchestration: {
    readonly nextActionAt: number | null;
    readonly waitingOn: WaitingOn | null;
    readonly registers: StageRegisters;
    readonly notRequired: readonly Stage[];
    readonly ifKnown: readonly Stage[];
    readonly money: OrderMoney;
    readonly things: OrderThings;
    readonly startedAt: number;
  };
}

/** A message that this worker may send, with all its contents. */
export interface LeasedMessage {
  readonly token: string;
  readonly messageId: string;
  readonly recipient: string;
  readonly attempts: number;
  /** Whether an earlier attempt may have been accepted. */
  readonly wasAmbiguous: boolean;
  /** By the database's clock, epoch milliseconds. */
  readonly leasedAt: number;
  /** The person whom the orders name now, which may be another one than at the decision; of a guest, what the order says. */
  readonly member: {
    /** `null` if none is known, or if the orders' members have different names. */
    readonly name: string | null;
    readonly locale: string | null;
    readonly timeZone: string | null;
  };
  /** One, or several that were folded; the order that has waited longest comes first. */
  readonly prompts: readonly [LeasedPrompt, ...LeasedPrompt[]];
}
