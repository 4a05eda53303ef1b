import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/config.ts";

const STANDARD = `whsec_${"A".repeat(32)}`;

test("secrets of webhooks are several, separated by commas; none closes the route", () => {
  const { webhookSecrets, stripe } = readConfig({
    STRIPE_WEBHOOK_SECRETS: "whsec_first, whsec_second",
    STANDARD_WEBHOOK_SECRETS: STANDARD,
    SHOPIFY_WEBHOOK_SECRETS: "",
  });
  expect(webhookSecrets).toEqual({
    stripe: ["whsec_first", "whsec_second"],
    shopify: [],
    standard: [STANDARD],
  });
  expect(stripe).toBeUndefined();
});

test("Stripe is asked where there is a key, at its own address unless another is named", () => {
  const key = "rk_test_0123456789";
  expect(readConfig({ STRIPE_API_KEY: key }).stripe).toEqual({
    apiKey: key,
    apiBase: "https://api.stripe.com",
  });
  const local = { STRIPE_API_KEY: key, STRIPE_API_BASE: "http://127.0.0.1:4010/" };
  expect(readConfig(local).stripe?.apiBase).toBe("http://127.0.0.1:4010");
});

test.each([
  ["STRIPE_WEBHOOK_SECRETS", "whsec_first,"],
  ["SHOPIFY_WEBHOOK_SECRETS", "short"],
  ["STANDARD_WEBHOOK_SECRETS", "not-a-standard-secret"],
  ["STRIPE_API_BASE", "ftp://stripe.test"],
])("%s=%s is a fault that is named", (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value })).toThrow(name);
});
