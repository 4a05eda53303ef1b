import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { type Addresses, readAddresses } from "../product/addresses.ts";
import { type Mails, openMails } from "./mails.ts";
import { type PageWatch, watchPages } from "./page-watch.ts";
import { openShopApi, type PlacedOrder, type ShopApi } from "./shop-api.ts";

interface Fixtures {
  /** Fails the test at its end if a page complained in a way that the test did not expect. */
  readonly watch: PageWatch;
  /** Another shopper: a browser that shares nothing with the first one. */
  readonly newShopper: () => Promise<Page>;
  /** Opens an order in a page's browser as its owner, at this shop or at another one's address. */
  readonly openOrder: (order: PlacedOrder, at?: { page?: Page; shop?: string }) => Promise<void>;
}

interface WorkerFixtures {
  readonly addresses: Addresses;
  readonly api: ShopApi;
  readonly mails: Mails;
}

/** A test of the whole product, which the global set-up has started. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern what a fixture needs
  addresses: [async ({}, use) => use(readAddresses()), { scope: "worker" }],
  api: [async ({ addresses }, use) => use(openShopApi(addresses)), { scope: "worker" }],
  mails: [async ({ addresses }, use) => use(openMails(addresses.mailUrl)), { scope: "worker" }],
  baseURL: async ({ addresses }, use) => use(addresses.storefrontUrl),
  watch: [
    async ({ context }, use) => {
      const watch = watchPages();
      await watch.follow(context);
      await use(watch);
      expect(watch.unexpected(), "no page complains").toEqual([]);
    },
    { auto: true },
  ],
  newShopper: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      await watch.follow(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  openOrder: async ({ page: ownPage, addresses }, use) => {
    await use(
      async ({ orderId, token }, { page = ownPage, shop = addresses.storefrontUrl } = {}) => {
        const query = new URLSearchParams({ order: orderId, token });
        await page.goto(`${shop}/checkout/resume?${query}`);
      },
    );
  },
});

export { expect };
