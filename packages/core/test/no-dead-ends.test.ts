import { describe, expect, test } from "vitest";
import {
  type Bill,
  type CheckReport,
  type Orchestration,
  type ParcelReport,
  type PaymentSnapshot,
  placeOrder,
  STAGE_STATUSES,
  STAGES,
  type Stage,
  type StageEvent,
  type StageStatus,
  tellOfHold,
  WAITING_ON,
  type WaitingOn,
  waivePoints,
} from "../src/domain/index.ts";
import { after, command, PLACED_AT } from "./support/order.ts";
import { BILL, SHOPPER } from "./support/payments.ts";
import { type Move, type Party, toldAt, WALKED_POLICY, type World, walk } from "./support/walk.ts";

let facts = 0;

function factOf(stage: Stage, status: StageStatus, now: number, said: Partial<StageEvent> = {}) {
  facts += 1;
  const stamp = { source: "bank", sourceEventId: `e-${facts}`, occurredAt: now };
  return command(stage, status, { ...stamp, ...said });
}

/** A statement of a source about a stage. */
function states(
  by: Party,
  stage: Stage,
  status: StageStatus,
  waitingOn: WaitingOn | null = null,
): Move {
  const name = `${stage} ${status}${waitingOn === null ? "" : ` on ${waitingOn}`}`;
  return { name, by, about: stage, event: (_, now) => factOf(stage, status, now, { waitingOn }) };
}

/** A report about the order's only payment. */
function pays(
  by: Party,
  state: PaymentSnapshot["state"],
  { share = 1, ...said }: Partial<PaymentSnapshot> & { readonly share?: number } = {},
): Move {
  const amount = Math.round(BILL.total * share);
  return {
    name: `payment ${state}${share === 1 ? "" : " in part"}${said.waitingOn ? ` on ${said.waitingOn}` : ""}`,
    by,
    about: "payment",
    event: (_, now) => {
      const snapshot: PaymentSnapshot = {
        state,
        method: "card",
        methodName: null,
        currency: "EUR",
        authorised: state === "authorised" ? amount : 0,
        captured: state === "captured" ? amount : 0,
        since: now,
        actBy: null,
        captureBefore: null,
        nextStep: null,
        reason: null,
        waitingOn: null,
        isTest: false,
        ...said,
      };
      return factOf("payment", "in_progress", now, { payments: [payment({ snapshot }, now)] });
    },
  };
}

function payment(said: object, now: number) {
  const blank = { snapshot: null, refundedTotal: null, refunds: [], disputes: [] };
  return { account: "", reference: "p1", asOf: now, ...blank, ...said };
}

function refunds(share: number): Move {
  const amount = Math.round(BILL.total * share);
  return {
    name: share === 1 ? "refund" : "refund of a part",
    by: "shop",
    about: null,
    event: ({ money }, now) => {
      if (Object.keys(money.payments).length === 0) return null;
      const refund = { reference: `re_${share}`, amount, currency: "EUR", state: "succeeded" };
      const whole = { ...refund, createdAt: now, reason: null };
      return factOf("payment", "failed", now, { payments: [payment({ refunds: [whole] }, now)] });
    },
  };
}

function disputes(state: "open" | "won" | "lost"): Move {
  return {
    name: `dispute ${state}`,
    by: "provider",
    about: null,
    event: ({ money, startedAt }, now) => {
      if (Object.keys(money.payments).length === 0) return null;
      const dispute = { reference: "dp", amount: BILL.total, currency: "EUR", state };
      const whole = { ...dispute, createdAt: startedAt + 1, dueBy: null, reason: null };
      return factOf("payment", "failed", now, { payments: [payment({ disputes: [whole] }, now)] });
    },
  };
}

function checks(
  by: Party,
  kind: CheckReport["kind"],
  state: CheckReport["state"],
  said: Partial<CheckReport> = {},
): Move {
  return {
    name: `${kind} ${state}${said.reason ? ` ${said.reason}` : ""}`,
    by,
    about: "verification",
    event: (_, now) => {
      const check: CheckReport = {
        kind,
        account: "",
        reference: kind,
        asOf: now,
        state,
        since: now,
        reason: null,
        failure: said.reason === undefined ? null : `f-${now}`,
        waitingOn: null,
        url: null,
        ...said,
      };
      return factOf("verification", "waiting", now, { checks: [check] });
    },
  };
}

function parcels(by: Party, state: ParcelReport["state"], status: StageStatus): Move {
  return {
    name: `parcel ${state}`,
    by,
    about: null,
    event: (_, now) => {
      const nothing = { carrier: null, trackingNumber: null, trackingUrl: null };
      // Each parcel that is sent is another one.
      facts += Number(state === "shipped");
      const parcel = {
        account: "",
        reference: `parcel-${facts}`,
        asOf: now,
        state,
        since: now,
        ...nothing,
      };
      return factOf("fulfillment", status, now, { parcels: [parcel] });
    },
  };
}

function holds(by: Party, news: Parameters<typeof tellOfHold>[0]): Move {
  return {
    name: `points ${news}`,
    by,
    about: "loyalty_hold",
    event: ({ redeemsPoints }, now) => {
      facts += 1;
      if (!redeemsPoints) return null;
      return tellOfHold(news, { holdId: `h-${facts}`, points: 10, expiresAt: now + 60_000 });
    },
  };
}

/** An operator does by hand what a stage waits for. */
function byHand(stage: Stage): Move {
  const event = () => command(stage, "completed", { actor: "bo" });
  return { name: `${stage} by hand`, by: "operator", about: null, event };
}
const captures: Move = { ...pays("operator", "captured"), name: "captured by an operator" };
const waives: Move = {
  name: "on without points",
  by: "member",
  about: "loyalty_hold",
  event: () => waivePoints({ reason: "They are gone", actor: "ada" }),
};
const waivesByHand: Move = { ...waives, by: "operator", name: "on without points, by an operator" };
const cancels: Move = {
  name: "cancelled",
  by: "shop",
  about: null,
  event: () => ({ kind: "cancelled", note: null, actor: "api" }),
};

function changes(name: string, bill: (bill: Bill) => Bill, requires: readonly Stage[] = []): Move {
  const event = {
    kind: "order_changed",
    before: null,
    requires,
    note: null,
    actor: "api",
  } as const;
  return { name, by: "shop", about: null, bill, event: () => event };
}

const PAYMENTS = [
  pays("member", "requires_action"),
  pays("member", "processing"),
  pays("member", "authorised"),
  pays("member", "captured"),
  pays("member", "captured", { share: 0.5 }),
  pays("provider", "failed", { waitingOn: "member" }),
  pays("provider", "failed", { waitingOn: "operator" }),
  pays("provider", "expired", { waitingOn: "member" }),
  pays("provider", "cancelled"),
  refunds(1),
  refunds(0.5),
  disputes("open"),
  disputes("won"),
  disputes("lost"),
  captures,
  byHand("payment"),
  byHand("fulfillment"),
  cancels,
  changes("a higher total", (bill) => ({ ...bill, total: BILL.total * 2 })),
  changes("a lower total", (bill) => ({ ...bill, total: BILL.total / 2 })),
  changes("nothing to pay", (bill) => ({ ...bill, total: 0 })),
];
const SOME_PAYMENTS = [
  pays("member", "processing"),
  pays("member", "authorised"),
  pays("member", "captured"),
  pays("provider", "failed", { waitingOn: "member" }),
  refunds(1),
  captures,
  ...STAGES.map(byHand),
];
const STATEMENTS = STAGES.flatMap((stage) => [
  states("provider", stage, "in_progress"),
  states("provider", stage, "waiting"),
  states("provider", stage, "failed", "operator"),
  states("member", stage, "completed"),
]);
/** Where an open stage can stand, by whom a source says that it waits on. */
const STANDINGS = STAGES.flatMap((stage) =>
  STAGE_STATUSES.filter((status) => status !== "completed").flatMap((status) =>
    [null, ...WAITING_ON].map((waitingOn) => ({ stage, status, waitingOn })),
  ),
);
const IDENTITY = [
  checks("provider", "identity", "requires_input"),
  checks("provider", "identity", "requires_input", { reason: "document_expired" }),
  checks("provider", "identity", "requires_input", { reason: "declined", waitingOn: "operator" }),
  checks("provider", "identity", "processing"),
  checks("member", "identity", "verified"),
  checks("provider", "identity", "cancelled"),
];
const REVIEWS = [
  checks("provider", "review", "open"),
  checks("operator", "review", "approved"),
  checks("operator", "review", "rejected"),
  checks("provider", "review", "closed"),
];
const DELIVERY = [
  states("provider", "fulfillment", "in_progress"),
  states("operator", "fulfillment", "completed"),
  states("provider", "fulfillment", "failed"),
  parcels("operator", "shipped", "completed"),
  parcels("provider", "cancelled", "waiting"),
  parcels("provider", "delivered", "in_progress"),
];
const POINTS = [
  holds("provider", "asked"),
  holds("member", "placed"),
  holds("provider", "refused"),
  holds("provider", "released"),
  holds("provider", "expired"),
  waives,
  waivesByHand,
];

const POLICY_CAPTURE = {
  ...WALKED_POLICY,
  payment: { ...WALKED_POLICY.payment, settledBy: "capture" },
} as const;

function place(
  notRequired: readonly Stage[],
  changed: Partial<Bill> = {},
  brought: Omit<Parameters<typeof placeOrder>[4], "bill"> = {},
): Orchestration {
  const bill = { ...BILL, ...changed };
  return placeOrder(notRequired, PLACED_AT, WALKED_POLICY, PLACED_AT, { ...brought, bill })
    .orchestration;
}

const HELD = { holdId: "h-0", points: 10, expiresAt: PLACED_AT + 60_000 };
const anything = () => true;

const WORLDS: readonly World[] = [
  {
    name: "payments in every state",
    orders: [
      place(["verification", "loyalty_hold"]),
      place(["verification", "loyalty_hold"], { settledBy: "capture" }),
      place(["verification", "loyalty_hold"], { partialBy: "member" }),
      place(["verification", "loyalty_hold"], { total: 0 }),
      place(["verification", "loyalty_hold"], { terms: { kind: "bank_transfer", dueAt: null } }),
      place(["verification", "loyalty_hold"], {
        terms: { kind: "invoice", dueAt: PLACED_AT + 60_000 },
      }),
      place(["verification", "loyalty_hold", "fulfillment"]),
    ],
    moves: [...PAYMENTS, ...DELIVERY],
    policy: WALKED_POLICY,
    allows: anything,
  },
  {
    name: "checks beside payments",
    orders: [
      place(["loyalty_hold"]),
      place(["verification", "loyalty_hold"]),
      place(["loyalty_hold"], {}, { ifKnown: ["verification"] }),
    ],
    moves: [
      ...SOME_PAYMENTS,
      ...IDENTITY,
      ...REVIEWS,
      changes("a check that is needed", (bill) => bill, ["verification"]),
    ],
    policy: WALKED_POLICY,
    allows: anything,
  },
  {
    name: "what was stated of every stage",
    orders: [place([]), place([], {}, { ifKnown: ["verification", "loyalty_hold"] })],
    moves: [...STAGES.map(byHand), ...STATEMENTS],
    policy: WALKED_POLICY,
    allows: anything,
  },
  {
    name: "payments that are captured after the check of the identity",
    orders: [place(["loyalty_hold"], { settledBy: "capture" })],
    moves: [...SOME_PAYMENTS, ...IDENTITY, ...DELIVERY.slice(0, 3)],
    policy: POLICY_CAPTURE,
    allows: ({ name }, order) => {
      if (name === byHand("verification").name) return isOperators(order);
      return isVerified(order) || !AFTER_CHECK.includes(name);
    },
  },
  {
    name: "points that are spent elsewhere once they are free",
    orders: [
      place(["verification"], {}, { redemption: { news: "placed", held: HELD } }),
      place(["verification"], {}, { redemption: { news: "asked", held: HELD } }),
    ],
    moves: [...SOME_PAYMENTS, ...POINTS, ...DELIVERY.slice(0, 3)],
    policy: WALKED_POLICY,
    allows: ({ name }, { registers }) =>
      name !== "points placed" || registers.loyalty_hold.hard === null,
  },
];

function isVerified({ registers, things }: Orchestration): boolean {
  const isChecked = Object.values(things.checks).some(({ verifiedAt }) => verifiedAt !== null);
  return isChecked || registers.verification.hard?.status === "completed";
}

const AFTER_CHECK = [captures.name, byHand("payment").name, "payment captured"];

/** Nobody says of a shopper that their identity is known unless the provider has given up on it, or is silent. */
function isOperators({ things }: Orchestration): boolean {
  return Object.values(things.checks).some(({ latest, failures }) => {
    const isGivenUp = latest.state !== "requires_input" || latest.waitingOn === "operator";
    return isGivenUp || Object.keys(failures).length > 2;
  });
}

describe("somebody who learns of an open order can bring it on", () => {
  test.each(WORLDS)("$name", (world) => {
    const { places, deadEnds } = walk(world);
    expect(places).toBeGreaterThan(100);
    expect(deadEnds).toEqual([]);
  });
});

describe("an order that waits on anybody", () => {
  const world = { policy: WALKED_POLICY };

  test.each(STANDINGS)(
    "is brought to that person or an operator: $stage $status on $waitingOn",
    (standing) => {
      const { stage, status, waitingOn } = standing;
      const done = STAGES.slice(0, STAGES.indexOf(stage));
      const facts = done.map((each) => factOf(each, "completed", PLACED_AT));
      const order = after(place([]), ...facts, factOf(stage, status, PLACED_AT + 1, { waitingOn }));
      expect(order).toMatchObject({ currentStage: stage, status });
      const acts = order.waitingOn === "member" ? `member ${stage}` : "operator";
      expect(toldAt(world, { order, now: PLACED_AT + 1 })).toContain(acts);
    },
  );
});

describe("a shopper who can't be written to", () => {
  const bounced = { ...SHOPPER, suppression: "bounced" } as const;

  test("is an operator's from the first sweep on", () => {
    const [world] = WORLDS;
    if (world === undefined) throw new Error("There are worlds");
    for (const order of world.orders.filter(({ waitingOn }) => waitingOn === "member")) {
      expect([...toldAt(world, { order, now: PLACED_AT }, bounced)]).toEqual(["operator"]);
    }
  });
});
