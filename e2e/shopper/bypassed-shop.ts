import { findFreePort } from "../product/free-port.ts";
import { type Recorder, startRecorder } from "../product/recorder.ts";
import { startStorefront } from "../product/storefront.ts";
import { test as base } from "./test.ts";

/** A shop in bypass mode, and what stands where its API would. */
interface BypassedShop {
  readonly url: string;
  readonly recorder: Recorder;
}

/** A test whose shop is in bypass mode. */
export const test = base.extend<object, { readonly bypassedShop: BypassedShop }>({
  baseURL: async ({ bypassedShop }, use) => use(bypassedShop.url),
  bypassedShop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern what a fixture needs
    async ({}, use) => {
      const recorder = await startRecorder();
      const port = await findFreePort();
      const storefront = await startStorefront({
        name: "storefront-bypassed",
        port,
        apiUrl: recorder.url,
        apiKey: "ft_a-key-that-nobody-asks-for",
        env: { NEXT_PUBLIC_E2E_AUTH_BYPASS: "true" },
      });
      await use({ url: `http://127.0.0.1:${port}`, recorder });
      await storefront.stop();
      await recorder.close();
    },
    { scope: "worker" },
  ],
});
