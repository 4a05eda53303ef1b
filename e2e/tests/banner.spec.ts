import { DEFAULT_POLICY, STAGE_STATUSES, STAGES } from "@followthrough/core/domain";
import { englishCopy } from "@followthrough/react";
import { bannerOn, markDocument } from "../shopper/banner.ts";
import { expect, test } from "../shopper/test.ts";

// `completed` is never where an order stands: it moves on to the next stage.
const STATUSES = STAGE_STATUSES.filter((status) => status !== "completed");

for (const [index, stage] of STAGES.entries()) {
  test(`the banner has the words of each status of ${stage}, and changes them by itself`, async ({
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
    const copy = englishCopy.stages[stage];

    for (const status of STATUSES) {
      await api.report(order.orderId, stage, status);
      const actor = DEFAULT_POLICY.stages[stage].waitingOn[status] ?? "nobody";
      await expect(banner.headline).toHaveText(copy.headline[status]);
      await expect(banner.sentence).toHaveText(copy.sentence[status][actor]);
      await expect(banner.currentStop).toContainText(copy.name);
      await expect(banner.resume).toHaveCount(actor === "member" ? 1 : 0);
      if (actor === "member") {
        const label = status === "failed" ? copy.resume.failed : copy.resume.open;
        await expect(banner.resume).toHaveText(label);
      }
    }

    await api.complete(order.orderId, stage);
    const following = STAGES[index + 1];
    await expect(banner.headline).toHaveText(
      following === undefined
        ? englishCopy.completed.headline
        : englishCopy.stages[following].headline.not_started,
    );
    await expect(banner.region.getByText(copy.change.completed).or(banner.region.getByText(englishCopy.completed.change)).first()).toBeVisible();
    await expectSameDocument();
  });
}
