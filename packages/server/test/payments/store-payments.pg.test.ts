import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { expectWhole, standingOf } from "../support/paid-orders.ts";
import { deliverTo, signStandard } from "../support/webhooks.ts";

type Fields = Readonly<Record<string, unknown>>;
interface Message {
  readonly id: string;
  readonly body: Fields;
}

/** A module of the example. It is CommonJS of a Medusa store, which the server's compiler can't read. */
async function exampleOf<Module>(name: string): Promise<Module> {
  const folder = new URL("../../../../examples/medusa/src/followthrough/", import.meta.url);
  const module: Module = await import(new URL(`${name}.ts`, folder).href);
  return module;
}

const { placed, edited } = await exampleOf<{
  placed(order: Fields): Message;
  edited(order: Fields): Message;
}>("messages");
const { payments } = await exampleOf<{ payments(order: Fields): Message[] }>("payments");

const HOUR_MS = 60 * 60_000;
const BEGUN = Date.now() - 3 * HOUR_MS;
const at = (minute: number) => new Date(BEGUN + minute * 60_000).toISOString();

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

async function say(...messages: readonly Message[]): Promise<void> {
  for (const { id, body } of messages) {
    const text = JSON.stringify(body);
    const answer = await deliverTo(shop.app, "standard", text, signStandard(text, { id }));
    expect(answer.status).toBe(200);
    await shop.workInbox();
  }
}

/** An order of a Medusa store over 129 whole units, with this payment. */
function order(id: string, currency: string, payment: Fields = {}, changes: Fields = {}): Fields {
  const paid = {
    id: `pay_${id}`,
    amount: 129,
    currency_code: currency,
    provider_id: "pp_stripe_stripe",
    created_at: at(1),
    updated_at: at(1),
    captured_at: null,
    canceled_at: null,
    captures: [],
    refunds: [],
    ...payment,
  };
  return {
    id,
    display_id: 1,
    email: "ada@shoppers.example",
    currency_code: currency,
    total: 129,
    created_at: at(0),
    items: [{ title: "Stool", quantity: 1, unit_price: 129 }],
    payment_collections: [{ payments: [paid] }],
    payment_status: "authorized",
    ...changes,
  };
}

const CAPTURED = { captured_at: at(30), captures: [{ amount: 129, created_at: at(30) }] };

async function mails(): Promise<number> {
  await shop.sweep();
  await shop.deliver();
  return shop.mails.length;
}

describe("an order of a Medusa store", () => {
  test("whose payment is reserved when it is placed is not written about", async () => {
    const placing = order("order_reserved", "eur");
    await say(placed(placing), ...payments(placing));
    expect(await standingOf(shop, "order_reserved")).toMatchObject({
      money: { total: 12_900, authorised: 12_900, captured: 0, open: 0 },
      escalations: [],
    });
    expect((await standingOf(shop, "order_reserved")).currentStage).not.toBe("payment");
    expect(await mails()).toBe(0);
  });

  test.each([
    ["huf", 12_900],
    ["jpy", 129],
    ["kwd", 129_000],
    ["iqd", 129_000],
    ["idr", 12_900],
    ["eur", 12_900],
  ])("in %s has its amounts in the currency's minor unit: %i", async (currency, minor) => {
    const id = `order_${currency}`;
    const paid = order(id, currency, CAPTURED, { payment_status: "captured" });
    await say(placed(paid), ...payments(paid));
    const { currentStage, money, escalations } = await standingOf(shop, id);
    expect(currentStage).not.toBe("payment");
    expect({ total: money.total, captured: money.captured, open: money.open }).toEqual({
      total: minor,
      captured: minor,
      open: 0,
    });
    expect(escalations).toEqual([]);
  });

  test("is the same in every order of its messages", async () => {
    const told = (id: string) => {
      const refund = { id: `ref_${id}`, amount: 29, created_at: at(60) };
      return [
        ...payments(order(id, "eur")),
        ...payments(order(id, "eur", CAPTURED, { payment_status: "captured" })),
        ...payments(
          order(
            id,
            "eur",
            { ...CAPTURED, refunds: [refund] },
            { payment_status: "partially_refunded" },
          ),
        ),
      ];
    };
    const placing = (id: string) => placed(order(id, "eur"));
    await say(placing("order_forwards"), ...told("order_forwards"));
    await say(...told("order_backwards").toReversed(), placing("order_backwards"));
    const forwards = await standingOf(shop, "order_forwards");
    const backwards = await standingOf(shop, "order_backwards");
    expect(forwards.money).toMatchObject({
      captured: 12_900,
      refunded: 2_900,
      kept: 10_000,
      open: 0,
    });
    expect(backwards.money).toEqual(forwards.money);
    expect(backwards.currentStage).toBe(forwards.currentStage);
    expect(backwards.escalations).toEqual(forwards.escalations);
  });

  test("that is edited to cost more names the rest to an operator", async () => {
    const paid = order("order_edited", "eur", CAPTURED, { payment_status: "captured" });
    await say(placed(paid), ...payments(paid));
    await say(edited({ ...paid, total: 149, updated_at: at(60), version: 2 }));
    expect(await standingOf(shop, "order_edited")).toMatchObject({
      currentStage: "payment",
      waitingOn: "operator",
      money: { total: 14_900, captured: 12_900, open: 2_000 },
      escalations: ["balance_open"],
    });
  });
});
