import { findFreePort } from "../product/free-port.ts";
import { makeGate } from "../product/gate.ts";
import { startStorefront } from "../product/storefront.ts";
import { test as base } from "./test.ts";

/** A shop whose line to the API can be cut. */
export interface CutShop {
  readonly url: string;
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
}

/** A test that has such a shop beside the ordinary one, whole at the start of each test. */
export const test = base.extend<{ readonly cutShop: CutShop }, { readonly gatedShop: CutShop }>({
  gatedShop: [
    async ({ addresses }, use) => {
      const gate = await makeGate(addresses.apiUrl);
      const port = await findFreePort();
      const storefront = await startStorefront({
        name: "storefront-behind-gate",
        port,
        apiUrl: gate.url,
        apiKey: addresses.apiKey,
      });
      await use({ url: `http://127.0.0.1:${port}`, cut: gate.shut, mend: gate.open });
      await storefront.stop();
      await gate.shut();
    },
    { scope: "worker" },
  ],
  cutShop: async ({ gatedShop }, use) => {
    await use(gatedShop);
    await gatedShop.mend();
  },
});
