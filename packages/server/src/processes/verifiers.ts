import type { Config } from "../config.ts";
import type { Verifiers } from "../http/routing.ts";

/** The signature checks of providers that have a secret; each is only loaded where it has one. */
export async function openVerifiers({ webhookSecrets }: Config): Promise<Verifiers> {
  const { stripe, shopify, standard } = webhookSecrets;
  return {
    ...(stripe.length === 0 ? {} : { stripe: await openStripe(stripe) }),
    ...(shopify.length === 0 ? {} : { shopify: await openShopify(shopify) }),
    ...(standard.length === 0 ? {} : { standard: await openStandard(standard) }),
  };
}

async function openStripe(secrets: readonly string[]) {
  const { createStripeVerifier } = await import("../connectors/stripe/verify.ts");
  return createStripeVerifier(secrets);
}

async function openShopify(secrets: readonly string[]) {
  const { createShopifyVerifier } = await import("../connectors/shopify/verify.ts");
  return createShopifyVerifier(secrets);
}

async function openStandard(secrets: readonly string[]) {
  const { createStandardVerifier } = await import("../connectors/standard/verify.ts");
  return createStandardVerifier(secrets);
}
