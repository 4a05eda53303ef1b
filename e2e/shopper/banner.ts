import { expect, type Locator, type Page } from "@playwright/test";

/** The recovery banner on a page, by what a shopper sees and a screen reader says. */
export interface Banner {
  readonly region: Locator;
  readonly headline: Locator;
  readonly sentence: Locator;
  /** What the banner says about the money after the sentence; absent if the sentence is about the money. */
  readonly money: Locator;
  readonly freshness: Locator;
  /** The stop of the track where the order stands. */
  readonly currentStop: Locator;
  readonly stops: Locator;
  readonly resume: Locator;
  readonly retry: Locator;
  readonly latestChange: Locator;
  readonly whatHappensNext: Locator;
  /** What the member still has to do for points. */
  readonly steps: Locator;
  /** The points that the order redeems, with the time at which they go back. */
  readonly points: Locator;
}

/** Finds the banner of a page. */
export function bannerOn(page: Page): Banner {
  const region = page.locator("section.ft-banner");
  const stops = region.getByRole("list", { name: "Steps of your order" }).getByRole("listitem");
  const factOf = (term: string) =>
    region
      .locator("dl > div", { has: page.getByText(term, { exact: true }) })
      .locator("dd")
      .first();
  return {
    region,
    headline: region.getByRole("status").getByRole("heading", { level: 2 }),
    sentence: region.locator(".ft-banner-sentence").first(),
    money: region.locator(".ft-banner-sentence").nth(1),
    freshness: region.locator(".ft-banner-freshness"),
    stops,
    currentStop: stops.and(page.locator("[aria-current=step]")),
    resume: region.locator("a.ft-banner-button:not([data-quiet])"),
    retry: region.getByRole("button", { name: "Check again" }),
    latestChange: factOf("Latest change"),
    whatHappensNext: factOf("What happens next"),
    points: region.locator("dl > div", { has: page.getByText("Your points", { exact: true }) }),
    steps: region.locator(".ft-banner-steps").getByRole("listitem"),
  };
}

/** Marks the document, and returns a check that it is still the same one: nothing was reloaded. */
export async function markDocument(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => document.body.setAttribute("data-marked", ""));
  return async () => {
    await expect(page.locator("body[data-marked]"), "the page was not reloaded").toBeAttached();
  };
}
