import type { ShopperOrchestration } from "@followthrough/core/contract";
import { renderToStaticMarkup, renderToString } from "react-dom/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  CheckoutRecoveryBanner,
  CheckoutRecoveryBannerView,
  type CheckoutState,
  type Link,
} from "../src/index.ts";
import { minutesFromNow, money, NOW, order } from "./support/orders.ts";

function shown(
  orchestration: ShopperOrchestration,
  link: Link = "live",
  checkedAt: number | null = NOW,
): CheckoutState {
  return { phase: "shown", orchestration, link, checkedAt };
}

function draw(state: CheckoutState, now: number | null = NOW): string {
  return renderToStaticMarkup(
    <CheckoutRecoveryBannerView
      state={state}
      now={now}
      resumeHref={(stage) => `/resume/${stage}`}
      timeZone="UTC"
      onRetry={() => {}}
    />,
  );
}

function textOf(html: string): string {
  return html
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

describe("the button", () => {
  test("leads to the stage that is waiting for the member", () => {
    const html = draw(shown(order({ currentStage: "verification" })));
    expect(html).toContain('href="/resume/verification"');
    expect(html.match(/ft-banner-button/g)).toHaveLength(1);
  });

  test("is there after a failure that the member can fix", () => {
    expect(textOf(draw(shown(order({ status: "failed" }))))).toContain("Try the payment again");
  });

  test("leads to a later stage that the member can do while another one is under way", () => {
    const asked = order({ status: "in_progress", waitingOn: "provider", asksFor: "verification" });
    const html = draw(shown(asked));
    expect(html).toContain('href="/resume/verification"');
    expect(textOf(html)).toContain("Your payment is under way");
    expect(textOf(html)).toContain("please confirm that it is you");
    expect(textOf(html)).not.toContain("nothing you need to do");
  });

  test("says it beside what there is to say about the money", () => {
    const reserved = money({ authorised: 12_900 });
    const asked = order({ waitingOn: "operator", asksFor: "verification", money: reserved });
    const text = textOf(draw(shown(asked)));
    expect(text).toContain("Payment reserved");
    expect(text).toContain("please confirm that it is you");
  });

  test("asks to try a later stage again after it failed", () => {
    const stages = order().stages.map((view) =>
      view.stage === "verification" ? { ...view, status: "failed" as const } : view,
    );
    const asked = order({ waitingOn: "provider", asksFor: "verification", stages });
    expect(textOf(draw(shown(asked)))).toContain("Try the identity check again");
  });

  test.each([
    order({ waitingOn: "provider" }),
    order({ waitingOn: "operator", status: "failed" }),
    order({ waitingOn: null }),
    order({ currentStage: "completed", status: "completed" }),
    order({ status: "cancelled" }),
  ])("is absent where the next move is somebody else's: %j", (orchestration) => {
    expect(draw(shown(orchestration))).not.toContain("ft-banner-button");
  });
});

describe("the track", () => {
  test("has one current step, and each stop says its state in words", () => {
    const html = draw(shown(order({ currentStage: "loyalty_hold" })));
    expect(html.match(/aria-current="step"/g)).toHaveLength(1);
    const stops = [...html.matchAll(/<li class="ft-banner-stop".*?<\/li>/g)].map(([stop]) =>
      textOf(stop.replace(/<time.*<\/time>/, "")),
    );
    expect(stops).toEqual([
      "Payment Done",
      "Identity Done",
      "Points Needs you",
      "Fulfillment To come",
    ]);
  });

  test("leaves out the stops that the order does not need", () => {
    const whole = order();
    const stages = whole.stages.map((view) => ({
      ...view,
      required: view.stage !== "verification",
    }));
    const text = textOf(draw(shown({ ...whole, stages })));
    expect(text).toContain("Points");
    expect(text).not.toContain("Identity");
  });

  test("shows a later stage that was done early", () => {
    const whole = order();
    const stages = whole.stages.map((view) =>
      view.stage === "loyalty_hold"
        ? { ...view, status: "completed" as const, completedAt: minutesFromNow(-9) }
        : view,
    );
    expect(textOf(draw(shown({ ...whole, stages })))).toContain("Points Done 9 minutes ago");
  });

  test("has no current step once everything is done", () => {
    const html = draw(shown(order({ currentStage: "completed", status: "completed" })));
    expect(html).not.toContain("aria-current");
    expect(html.match(/data-look="done"/g)).toHaveLength(4);
  });

  test("does not say of a cancelled order that anything is still to come", () => {
    expect(textOf(draw(shown(order({ status: "cancelled" }))))).not.toContain("To come");
  });
});

describe("times", () => {
  test("are relative, with the exact one on hover and for screen readers", () => {
    const html = draw(shown(order()));
    expect(html).toContain(
      '<time dateTime="2026-03-02T11:58:00.000Z" title="2 Mar 2026, 11:58 UTC">2 minutes ago',
    );
    expect(html).toContain("in 2 hours");
  });

  test("are exact and in UTC before the browser has taken over", () => {
    const html = draw(shown(order()), null);
    expect(html).toContain("2 Mar 2026, 11:58 UTC");
    expect(html).not.toMatch(/ago|in 2 hours/);
  });

  test("that should be past but lie ahead by the browser's clock are shown as just now", () => {
    const text = textOf(draw(shown(order({ lastTransitionAt: minutesFromNow(3) }))));
    expect(text).toContain("just now");
  });

  test("that became due are shown as any moment now", () => {
    expect(textOf(draw(shown(order({ nextActionAt: minutesFromNow(-3) }))))).toContain(
      "any moment now",
    );
  });
});

describe("what happens next", () => {
  test("is not told when nothing is planned", () => {
    expect(textOf(draw(shown(order({ nextActionAt: null }))))).not.toContain("What happens next");
  });

  test("is not told of an order that is over", () => {
    const over = order({ status: "cancelled", nextActionAt: minutesFromNow(5) });
    expect(textOf(draw(shown(over)))).not.toContain("What happens next");
  });
});

describe("loyalty steps", () => {
  const step = {
    externalId: "a",
    kind: "redemption",
    status: "pending",
    title: "Choose <your> points",
    orderId: null,
    holdId: null,
    expiresAt: minutesFromNow(60 * 72),
  } as const;

  test("that are pending are listed with their end, and their words stay text", () => {
    const html = draw(shown(order({ pendingSteps: [step] })));
    expect(html).toContain("Choose &lt;your&gt; points");
    expect(textOf(html)).toContain("ends in 3 days");
  });

  test.each(["completed", "cancelled"] as const)("of a %s order are nobody's anymore", (end) => {
    const closed = end === "completed" ? order({ currentStage: end }) : order({ status: end });
    expect(draw(shown({ ...closed, pendingSteps: [step] }))).not.toContain("Still yours to do");
  });

  test("that are resolved are not listed", () => {
    const html = draw(shown(order({ pendingSteps: [{ ...step, status: "resolved" }] })));
    expect(html).not.toContain("Still yours to do");
  });
});

describe("how fresh it is", () => {
  test.each<[Link, number | null, string]>([
    ["live", NOW, "Live"],
    ["polling", NOW - 120_000, "Checked 2 minutes ago"],
    ["retrying", NOW - 120_000, "Checked 2 minutes ago ( 2 Mar 2026, 11:58 UTC ) , trying again"],
    ["retrying", null, "Not checked yet, trying again"],
    ["starting", null, "Checking"],
  ])("is stated for a link that is %s", (link, checkedAt, words) => {
    const text = textOf(draw(shown(order(), link, checkedAt)));
    expect(text.replace(/[\s()]/g, "")).toContain(words.replace(/[\s()]/g, ""));
  });

  test("is not told where nothing is asked, or nothing can change any more", () => {
    expect(draw(shown(order(), "fixed", null))).not.toContain("ft-banner-freshness");
    expect(draw(shown(order({ status: "cancelled" })))).not.toContain("ft-banner-freshness");
  });
});

describe("announcements", () => {
  test("do not change while only time passes", () => {
    const status = (html: string) => /role="status">.*?<\/h2>/.exec(html)?.[0];
    const early = status(draw(shown(order()), NOW));
    expect(early).toBeDefined();
    expect(status(draw(shown(order(), "retrying"), NOW + 3_600_000))).toBe(early);
  });
});

describe("without an order", () => {
  test.each<[CheckoutState["phase"], string]>([
    ["loading", "Looking up your order"],
    ["unreachable", "We can’t reach your order right now"],
    ["absent", "We can’t show this order here"],
  ])("%s is drawn under its own heading", (phase, headline) => {
    if (phase === "shown") throw new Error("not a case of this test");
    const html = draw({ phase });
    expect(/aria-labelledby="(.*?)"/.exec(html)?.[1]).toBe(/<h2 id="(.*?)"/.exec(html)?.[1]);
    expect(textOf(html)).toContain(headline);
    expect(html.includes("<button")).toBe(phase !== "loading");
  });
});

describe("on a server", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("the banner shows what the page knew and asks nothing", () => {
    const asked = vi.fn();
    vi.stubGlobal("fetch", asked);
    const live = renderToString(
      <CheckoutRecoveryBanner orderId="ord_1" initial={order()} resumeHref="/resume" />,
    );
    const fixed = renderToString(
      <CheckoutRecoveryBanner
        orderId="ord_1"
        live={false}
        initial={order()}
        resumeHref="/resume"
      />,
    );
    expect(textOf(live)).toContain("Checking");
    expect(textOf(fixed)).not.toContain("Checking");
    for (const html of [live, fixed]) expect(html).toContain("2 Mar 2026, 11:58 UTC");
    expect(asked).not.toHaveBeenCalled();
  });

  test("the banner does not show one order under the name of another", () => {
    const html = renderToString(
      <CheckoutRecoveryBanner orderId="ord_2" initial={order()} resumeHref="/resume" />,
    );
    expect(textOf(html)).toContain("Looking up your order");
  });
});

describe("points that an order redeems", () => {
  const hold = {
    holdId: "order.ord_1",
    points: 1500,
    state: "active",
    captured: 0,
    expiresAt: minutesFromNow(60 * 72),
  } as const;

  test("that are set aside are shown with the time at which they go back", () => {
    const text = textOf(draw(shown(order({ loyaltyHold: hold }))));
    expect(text).toContain("1,500 set aside for this order");
    expect(text).toContain("go back in 3 days");
  });

  test.each([
    [{ state: "captured", captured: 1200 }, "1,200 used for this order"],
    [{ state: "released" }, "1,500 back in your account"],
    [{ state: "expired" }, "1,500 back in your account"],
  ] as const)("that are resolved (%o) are shown without a time", (said, words) => {
    const text = textOf(draw(shown(order({ loyaltyHold: { ...hold, ...said } }))));
    expect(text).toContain(words);
    expect(text).not.toContain("go back");
  });

  test("that went back before the order was done are why it waits", () => {
    const waiting = order({ currentStage: "loyalty_hold", status: "failed" });
    const text = textOf(draw(shown({ ...waiting, loyaltyHold: { ...hold, state: "expired" } })));
    expect(text).toContain("Your points are no longer set aside");
    expect(text).not.toContain("could not be set aside");
  });

  test("are not spoken of where there are none", () => {
    expect(textOf(draw(shown(order())))).not.toContain("Your points");
  });
});

describe("a way on without points", () => {
  const atPoints = order({ currentStage: "loyalty_hold", status: "waiting" });

  function links(orchestration: ShopperOrchestration, waiveHref?: string): string {
    const state = shown(orchestration);
    const href = { resumeHref: "/resume", waiveHref };
    return renderToStaticMarkup(<CheckoutRecoveryBannerView state={state} now={NOW} {...href} />);
  }

  test("is offered beside the points' own link, while the order waits there on its member", () => {
    const html = links(atPoints, "#without-points");
    expect(html).toContain('href="#without-points"');
    expect(textOf(html)).toContain("Go on without your points");
    expect(links(atPoints)).not.toContain("without points");
    expect(links(order({ status: "failed" }), "#w")).not.toContain('href="#w"');
    expect(links({ ...atPoints, waitingOn: "operator" }, "#w")).not.toContain('href="#w"');
  });
});

describe("a promised day", () => {
  const parcel = { carrier: null, trackingNumber: null, trackingUrl: null, shippedAt: null };
  const sent = (state: "shipped" | "delivered" | "cancelled") => {
    return { ...parcel, state, since: minutesFromNow(-9) };
  };
  const promised = (minutes: number, said: Partial<ShopperOrchestration> = {}) => {
    const promisedBy = minutesFromNow(minutes);
    return order({ currentStage: "fulfillment", waitingOn: "operator", promisedBy, ...said });
  };
  const LATE = "Your delivery is late";

  test("is shown while the order is open", () => {
    expect(textOf(draw(shown(promised(60 * 24))))).toContain("Promised by");
    const done = promised(60, { currentStage: "completed", status: "completed" });
    expect(textOf(draw(shown(done)))).not.toContain("Promised by");
  });

  test("that is over is said to be, with the day, and only once the browser's time is known", () => {
    const text = textOf(draw(shown(promised(-1))));
    expect(text).toContain(LATE);
    expect(text).toMatch(/We had promised it by \d+ \w+\. We are sorry/);
    expect(textOf(draw(shown(promised(-1)), null))).not.toContain(LATE);
    expect(textOf(draw(shown(promised(1))))).not.toContain(LATE);
  });

  test.each<[string, Partial<ShopperOrchestration>, boolean]>([
    ["waits for its payment", { currentStage: "payment" }, false],
    ["waits for the shopper", { waitingOn: "member" }, false],
    ["was cancelled", { status: "cancelled" }, false],
    ["has arrived", { parcels: [sent("delivered"), sent("cancelled")] }, false],
    ["has arrived in part", { parcels: [sent("delivered"), sent("shipped")] }, true],
    ["was called off", { parcels: [sent("cancelled")] }, true],
  ])("that is over, of an order that %s", (_, said, isLate) => {
    expect(textOf(draw(shown(promised(-1, said)))).includes(LATE)).toBe(isLate);
  });
});
