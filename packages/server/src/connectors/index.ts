import type { Provider } from "@followthrough/core/domain";
import type { Translate } from "./connector.ts";
import { translateShopify } from "./shopify/translate.ts";
import { translateStandard } from "./standard/translate.ts";
import { translateStripe } from "./stripe/translate.ts";

/** What each provider's messages say. */
export const TRANSLATE: Readonly<Record<Provider, Translate>> = {
  stripe: translateStripe,
  shopify: translateShopify,
  standard: translateStandard,
};
