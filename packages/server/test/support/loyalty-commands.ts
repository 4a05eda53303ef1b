import fc from "fast-check";
import { recordEvent } from "../../src/intake/record-event.ts";
import { reportOrder } from "../../src/intake/report-order.ts";
import { cancelOrder } from "../../src/lifecycle/cancel-order.ts";
import { waiveOrder } from "../../src/lifecycle/waive-points.ts";
import type { Pool } from "../../src/platform/postgres/database.ts";
import { closeHold } from "../../src/points/close-hold.ts";
import { creditPoints } from "../../src/points/credit-points.ts";
import { placeHold } from "../../src/points/place-hold.ts";
import { captureHold, extendHold, releaseHold } from "../../src/points/resolve-hold.ts";
import type { AppContext } from "../../src/product/app-context.ts";
import type { LoyaltyModel } from "./loyalty-model.ts";

/** How many callers there are. Each has queues of its own, as if it were a separate process. */
export const ACTORS = 8;

/** The product as one sequence sees it: a prefix separates its members, holds and orders from others. */
interface LoyaltyWorld {
  readonly actors: readonly AppContext[];
  readonly prefix: string;
}

type Act =
  | {
      readonly do: "credit";
      readonly member: number;
      readonly reference: number;
      readonly points: number;
    }
  | {
      readonly do: "reverse";
      readonly member: number;
      readonly reference: number;
      readonly reverses: number;
      readonly points: number | null;
    }
  | {
      readonly do: "hold";
      readonly id: number;
      readonly member: number;
      readonly points: number;
      readonly order: number | null;
    }
  | {
      readonly do: "capture";
      readonly id: number;
      readonly points: number | null;
      readonly key: string | null;
    }
  | { readonly do: "release"; readonly id: number; readonly key: string | null }
  | { readonly do: "extend"; readonly id: number }
  | { readonly do: "time"; readonly id: number }
  | { readonly do: "close"; readonly id: number }
  | {
      readonly do: "place";
      readonly order: number;
      readonly member: number;
      readonly points: number;
    }
  | {
      readonly do: "report";
      readonly order: number;
      readonly stage: "payment" | "verification" | "loyalty_hold" | "fulfillment";
    }
  | { readonly do: "waive"; readonly order: number }
  | { readonly do: "cancel"; readonly order: number };

type Command = fc.AsyncCommand<LoyaltyModel, LoyaltyWorld>;

const LATER = "2090-01-01T00:00:00Z";
const EVEN_LATER = "2091-01-01T00:00:00Z";
const OPTIONS = { idempotencyKey: undefined, expectedVersion: undefined };

// Few of each, so that they collide.
const member = fc.nat(2);
const order = fc.nat(2);
// The first ones are the ids that orders' holds get when orders are placed.
const id = fc.integer({ min: -3, max: 4 });
const points = fc.integer({ min: 1, max: 60 });
const key = fc.constantFrom(null, "key-1", "key-2");

const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("credit" as const),
      member,
      reference: fc.nat(3),
      points: fc.constantFrom(50, 100),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("reverse" as const),
      member,
      reference: fc.integer({ min: 4, max: 8 }),
      reverses: fc.nat(4),
      points: fc.option(points),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("hold" as const),
      id: fc.nat(4),
      member,
      points,
      order: fc.option(order),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("capture" as const),
      id,
      points: fc.option(points),
      key,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), id, key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("extend" as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("time" as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("close" as const), id }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("place" as const),
      order,
      member,
      points: fc.constantFrom(30, 60),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("report" as const),
      order,
      stage: fc.constantFrom("payment", "verification", "fulfillment", "loyalty_hold"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("waive" as const), order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), order }) },
);

/** A sequence of this many commands, each by one of the actors. */
export function loyaltySequence(length: number): fc.Arbitrary<Command[]> {
  const command = fc.tuple(acts, fc.nat(ACTORS - 1)).map(([act, actor]) => toCommand(act, actor));
  return fc.array(command, { minLength: length, maxLength: length });
}

function toCommand(act: Act, actor: number): Command {
  return {
    check: () => true,
    async run(model, { actors, prefix }) {
      const context = actors[actor];
      if (context === undefined) throw new Error("This actor must exist");
      const names = namesOf(prefix);
      const expected = inModel(model, act, names);
      const answered = await inProduct(context, act, names);
      if (answered !== expected) throw new Error(`expected ${expected}, got ${answered}`);
      await compare(context.pool, model, prefix);
    },
    toString: () => `actor ${actor}: ${JSON.stringify(act)}`,
  };
}

function namesOf(prefix: string) {
  return {
    member: (n: number) => `${prefix}-m${n}`,
    order: (n: number) => `${prefix}-o${n}`,
    hold: (n: number) => (n < 0 ? `order.${prefix}-o${-n - 1}` : `${prefix}-h${n}`),
    reference: (n: number) => `r${n}`,
  };
}

type Names = ReturnType<typeof namesOf>;

function inModel(model: LoyaltyModel, act: Act, names: Names): string {
  switch (act.do) {
    case "credit":
      return model.credit(names.member(act.member), names.reference(act.reference), act.points);
    case "reverse":
      return model.reverse(
        names.member(act.member),
        names.reference(act.reference),
        names.reference(act.reverses),
        act.points,
      );
    case "hold": {
      const order = act.order === null ? null : names.order(act.order);
      return model.hold(names.hold(act.id), names.member(act.member), act.points, order);
    }
    case "capture":
      return model.capture(names.hold(act.id), act.points, act.key);
    case "release":
      return model.release(names.hold(act.id), act.key);
    case "extend":
      return model.extend(names.hold(act.id));
    case "time":
      model.letTimePass(names.hold(act.id));
      return "ok";
    case "close":
      model.close(names.hold(act.id));
      return "ok";
    case "place":
      return model.place(names.order(act.order), names.member(act.member), act.points);
    case "report":
      return model.report(names.order(act.order), act.stage);
    case "waive":
      return model.waive(names.order(act.order));
    case "cancel":
      return model.cancel(names.order(act.order));
  }
}

async function inProduct(context: AppContext, act: Act, names: Names): Promise<string> {
  switch (act.do) {
    case "credit": {
      const reference = names.reference(act.reference);
      return codeOf(
        creditPoints(context, names.member(act.member), { reference, points: act.points }),
      );
    }
    case "reverse": {
      const reference = names.reference(act.reference);
      const reverses = names.reference(act.reverses);
      const part = act.points === null ? {} : { points: act.points };
      return codeOf(
        creditPoints(context, names.member(act.member), { reference, reverses, ...part }),
      );
    }
    case "hold":
      return codeOf(
        placeHold(context, names.hold(act.id), {
          memberId: names.member(act.member),
          points: act.points,
          expiresAt: LATER,
          ...(act.order === null ? {} : { orderId: names.order(act.order) }),
        }),
      );
    case "capture": {
      const body = act.points === null ? {} : { points: act.points };
      return codeOf(captureHold(context, names.hold(act.id), body, act.key));
    }
    case "release":
      return codeOf(releaseHold(context, names.hold(act.id), act.key));
    case "extend":
      return codeOf(extendHold(context, names.hold(act.id), { expiresAt: EVEN_LATER }));
    case "time":
      await context.pool.query(
        "update loyalty_holds set expires_at = now() - interval '1 s' where hold_id = $1 and state = 'active'",
        [names.hold(act.id)],
      );
      return "ok";
    case "close":
      await closeHold(context, names.hold(act.id));
      return "ok";
    case "place": {
      const total = { amount: 1_000, currency: "EUR" };
      const memberId = names.member(act.member);
      const placed = { orderNumber: "1", memberId, total, items: [], redeemPoints: act.points };
      return codeOf(reportOrder(context, names.order(act.order), placed));
    }
    case "report": {
      const event = { stage: act.stage, status: "completed" } as const;
      return codeOf(recordEvent(context, names.order(act.order), event, OPTIONS));
    }
    case "waive": {
      const waiver = { reason: "No points left", actor: "operator" };
      return codeOf(waiveOrder(context, names.order(act.order), waiver, OPTIONS));
    }
    case "cancel":
      return codeOf(cancelOrder(context, names.order(act.order), {}, OPTIONS));
  }
}

async function codeOf(
  result: Promise<{ readonly ok: true } | { readonly ok: false; readonly code: string }>,
): Promise<string> {
  const answer = await result;
  return answer.ok ? "ok" : answer.code;
}

/** Checks the invariants, and compares model and database in the same form. */
async function compare(pool: Pool, model: LoyaltyModel, prefix: string): Promise<void> {
  const { rows } = await pool.query<Record<string, unknown>>({
    name: "compare_with_model",
    text: COMPARED,
    values: [`${prefix}-`, `${prefix}.`, `order.${prefix}-`, `order.${prefix}.`],
  });
  const [found] = rows;
  const members = [0, 1, 2].map((n) => `${prefix}-m${n}`);
  const expected = {
    broken: null,
    balances: members
      .map((name) => ({ name, ...model.balance(name) }))
      .filter(({ name }) => (model.credits.get(name)?.size ?? 0) > 0)
      .map(({ name, posted, pending }) => `${name} ${posted} ${pending}`)
      .join(),
    holds: [...model.holds]
      .map(([name, { state, captured }]) => `${name} ${state} ${captured}`)
      .sort()
      .join(),
    closed: [...model.orders.keys()]
      .filter((name) => model.isClosed(name))
      .sort()
      .join(),
  };
  const stored = {
    ...found,
    holds: String(found?.holds ?? "")
      .split(",")
      .sort()
      .join(),
  };
  if (JSON.stringify(sorted(stored)) !== JSON.stringify(sorted(expected))) {
    throw new Error(`database ${JSON.stringify(stored)}\nmodel ${JSON.stringify(expected)}`);
  }
}

function sorted(value: Readonly<Record<string, unknown>>) {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

// Along the keys of this sequence's rows. `broken` names the first promise that does not hold.
const COMPARED = `with mine as (
    select * from loyalty_accounts where member_id >= $1 and member_id < $2
  ), moved as (
    select member_id, count(*) as transfers, max(number) as latest,
      sum(case when debit in ('issued', 'redeemed', 'lapsed') then points else 0 end
        - case when credit in ('issued', 'redeemed', 'lapsed') then points else 0 end) as posted,
      sum(case credit when 'held' then points else 0 end - case debit when 'held' then points else 0 end) as pending
    from loyalty_transfers where member_id >= $1 and member_id < $2 group by member_id
  ), holds as (
    select h.*, r.kind, r.captured from loyalty_holds h left join loyalty_resolutions r using (hold_id)
    where (hold_id >= $1 and hold_id < $2) or (hold_id >= $3 and hold_id < $4)
  )
  select coalesce(
      (select 'negative ' || member_id from mine where posted + reversed < pending or pending < 0 limit 1),
      (select 'balance ' || a.member_id from mine a join moved m using (member_id)
        where (a.posted, a.pending, a.transfers, a.transfers) <> (m.posted, m.pending, m.transfers, m.latest) limit 1),
      (select 'held ' || a.member_id from mine a where a.pending <> (
        select coalesce(sum(points), 0) from holds h where h.member_id = a.member_id and h.state = 'active') limit 1),
      (select 'resolution ' || hold_id from holds where coalesce(kind, 'active') <> state limit 1),
      (select 'closed ' || h.hold_id from holds h join orchestrations o using (order_id)
        where h.state = 'active' and (o.current_stage = 'completed' or o.status = 'cancelled') limit 1),
      (select 'stage ' || h.hold_id from holds h join orchestrations o using (order_id)
        where h.state = 'active' and o.registers -> 'loyalty_hold' -> 'hard' ->> 'status' <> 'completed' limit 1)
    ) as broken,
    (select coalesce(string_agg(member_id || ' ' || posted || ' ' || pending, ',' order by member_id), '') from mine)
      as balances,
    (select coalesce(string_agg(hold_id || ' ' || state || ' ' || coalesce(captured, 0), ','), '') from holds) as holds,
    (select coalesce(string_agg(order_id, ',' order by order_id), '') from orchestrations
      where order_id >= $1 and order_id < $2 and (current_stage = 'completed' or status = 'cancelled')) as closed`;
