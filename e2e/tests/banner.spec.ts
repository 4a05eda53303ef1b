import {
  DEFAULT_POLICY,
  STAGE_STATUSES,
  STAGES,
  type Stage,
  WAITING_ON,
} from "@followthrough/core/domain";
import { englishCopy } from "@followthrough/react";
import { bannerOn, markDocument } from "../shopper/banner.ts";
import { expect, test } from "../shopper/test.ts";

// `completed` is never where an order stands: it moves on to the next stage.
const STATUSES = STAGE_STATUSES.filter((status) => status !== "completed");

/** The stage after each that waits for the shopper, too. */
const LATER = {
  payment: "verification",
  verification: "loyalty_hold",
  loyalty_hold: null,
  fulfillment: null,
} as const satisfies Record<Stage, Stage | null>;

for (const [index, stage] of STAGES.entries()) {
  const copy = englishCopy.stages[stage];

  test(`the banner says each status of ${stage} in its words, and changes without a reload`, async ({
    page,
    api,
    openOrder,
  }) => {
    const order = await api.placeOrder();
    await api.complete(order.orderId, ...STAGES.slice(0, index));
    await openOrder(order);
    const banner = bannerOn(page);
    await expect(banner.freshness).toHaveText("Live");
    const expectSameDocument = await markDocument(page);

    for (const status of STATUSES) {
      await api.report(order.orderId, stage, status);
      const actor = DEFAULT_POLICY.stages[stage].waitingOn[status] ?? "nobody";
      // While somebody else has the move, the shopper is asked for the later stage that is theirs.
      const ahead = status === "in_progress" ? LATER[stage] : null;
      const asked = ahead === null ? null : englishCopy.stages[ahead];
      await expect(banner.headline).toHaveText(copy.headline[status]);
      await expect(banner.sentence).toHaveText(
        asked?.sentence.not_started.member ?? copy.sentence[status][actor],
      );
      await expect(banner.currentStop).toContainText(copy.name);
      const label = status === "failed" ? copy.resume.failed : copy.resume.open;
      const own = actor === "member" ? [label] : [];
      await expect(banner.resume).toHaveText(asked === null ? own : [asked.resume.open]);
    }

    await api.complete(order.orderId, stage);
    const next = STAGES[index + 1];
    await expect(banner.headline).toHaveText(
      next === undefined
        ? englishCopy.completed.headline
        : englishCopy.stages[next].headline.not_started,
    );
    await expect(banner.stops.filter({ hasText: "Done" })).toHaveCount(index + 1);
    await expect(banner.latestChange).toHaveText(
      next === undefined ? englishCopy.completed.change : copy.change.completed,
    );
    await expectSameDocument();
  });

  test(`an order that is cancelled at ${stage} says so at once, and offers nothing to resume`, async ({
    page,
    api,
    openOrder,
  }) => {
    const order = await api.placeOrder();
    await api.complete(order.orderId, ...STAGES.slice(0, index));
    await openOrder(order);
    const banner = bannerOn(page);
    await expect(banner.freshness).toHaveText("Live");
    const expectSameDocument = await markDocument(page);

    await api.cancel(order.orderId);

    await expect(banner.headline).toHaveText(englishCopy.cancelled.headline);
    await expect(banner.sentence).toHaveText(englishCopy.cancelled.sentence);
    await expect(banner.currentStop).toContainText(copy.name);
    await expect(banner.resume).toHaveCount(0);
    await expect(banner.freshness).toHaveCount(0);
    await expectSameDocument();
  });
}

test("the banner names the side that has the next move, and only a member gets a button", async ({
  page,
  api,
  openOrder,
}) => {
  const order = await api.placeOrder({ requires: { verification: false, loyaltyHold: false } });
  await openOrder(order);
  const banner = bannerOn(page);
  for (const waitingOn of WAITING_ON) {
    await api.report(order.orderId, "payment", "waiting", { waitingOn });
    await expect(banner.sentence).toHaveText(
      englishCopy.stages.payment.sentence.waiting[waitingOn],
    );
    await expect(banner.whatHappensNext).toHaveText(englishCopy.next[waitingOn]);
    await expect(banner.resume).toHaveCount(waitingOn === "member" ? 1 : 0);
  }
});

test("stages an order does not need are no stops of its track", async ({
  page,
  api,
  openOrder,
}) => {
  const order = await api.placeOrder({ requires: { verification: false, loyaltyHold: false } });
  await openOrder(order);
  const banner = bannerOn(page);
  await expect(banner.stops).toHaveCount(2);
  await expect(banner.currentStop).toContainText("Payment");

  await api.complete(order.orderId, "payment");
  await expect(banner.currentStop).toContainText("Fulfillment");
});

test("a report that comes twice, and one that comes too late, leave the banner as it is", async ({
  page,
  api,
  openOrder,
}) => {
  const order = await api.placeOrder();
  await openOrder(order);
  const banner = bannerOn(page);
  await api.complete(order.orderId, "payment");
  const { headline } = englishCopy.stages.verification;
  await expect(banner.headline).toHaveText(headline.not_started);

  const late = await api.report(order.orderId, "payment", "waiting");
  expect(late.disposition).toBe("superseded");
  await api.report(order.orderId, "verification", "waiting");
  await expect(banner.headline).toHaveText(headline.waiting);
  await expect(banner.stops.first()).toContainText("Done");
});
