import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptsOf } from "../support/prompts.ts";
import { PRICE, storyOf, tell } from "../support/stripe-story.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp(undefined, undefined, { asksProviders: false });
  await shop.api.putMember("ada");
});
afterAll(() => shop.close());

const MINUTE = 60_000;
const DECLINED = {
  status: "requires_payment_method",
  last_payment_error: {
    type: "card_error",
    code: "card_declined",
    decline_code: "generic_decline",
  },
};

/** Declines at minutes 1, 11 and 21 after the placing, each told by this. */
const TOLD: readonly (readonly [
  string,
  (orderId: string, minute: number, begunAt: number) => Promise<unknown>,
])[] = [
  [
    "the shop's facts",
    (orderId, minute, begunAt) =>
      shop.api.postEvent(orderId, {
        stage: "payment",
        status: "failed",
        source: "checkout",
        sourceEventId: `declined-${minute}`,
        occurredAt: new Date(begunAt + minute * MINUTE).toISOString(),
      }),
  ],
  [
    "Stripe, of one payment intent",
    (orderId, minute, begunAt) =>
      tell(shop, [storyOf(orderId, begunAt).intent("payment_failed", "a", minute, DECLINED)]),
  ],
  [
    "Stripe, of a new payment intent each time",
    (orderId, minute, begunAt) =>
      tell(shop, [
        storyOf(orderId, begunAt).intent("payment_failed", `at-${minute}`, minute, DECLINED),
      ]),
  ],
];

describe("three declines, ten minutes apart", () => {
  test.each(TOLD)(
    "from %s lead to one mail, 30 minutes after the first",
    async (what, tellDecline) => {
      const orderId = `declined-${TOLD.findIndex(([each]) => each === what)}`;
      const begunAt = Date.now() - 30.5 * MINUTE;
      const total = { amount: PRICE, currency: "EUR" };
      await shop.api.putOrder(orderId, { placedAt: new Date(begunAt).toISOString(), total });
      const due: number[] = [];
      for (const minute of [1, 11, 21]) {
        await tellDecline(orderId, minute, begunAt);
        due.push(Date.parse((await shop.api.read(orderId)).nextActionAt ?? ""));
      }
      const first = Math.floor((begunAt + 31 * MINUTE) / 1000);
      expect(due.map((time) => Math.floor(time / 1000))).toEqual([first, first, first]);

      await shop.sweep();
      expect(await promptsOf(shop, orderId)).toEqual([]);
      await shop.sql(
        "update orchestrations set next_action_at = next_action_at - interval '1 min' where order_id = $1",
        [orderId],
      );
      await shop.sweep();
      expect(await promptsOf(shop, orderId)).toMatchObject([{ step: 0 }]);
    },
  );

  test("after a prompt do not bring the next one forward or put it off", async () => {
    const begunAt = Date.now() - 600 * MINUTE;
    await shop.api.putOrder("prompted", { placedAt: new Date(begunAt).toISOString() });
    const [[, tellDecline]] = TOLD as [(typeof TOLD)[number]];
    await tellDecline("prompted", 1, begunAt);
    await shop.sweep();
    const planned = (await shop.api.read("prompted")).nextActionAt;
    await tellDecline("prompted", 599, begunAt);
    expect((await shop.api.read("prompted")).nextActionAt).toBe(planned);
  });
});
