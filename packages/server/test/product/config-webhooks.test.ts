import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/product/config.ts";
import { stripeAccess } from "../../src/providers/connectors/stripe/api-access.ts";

const STANDARD = `whsec_${"A".repeat(32)}`;

test("there can be several webhook secrets, separated by commas; without one the route is closed", () => {
  const { webhookSecrets, askable } = readConfig({
    STRIPE_WEBHOOK_SECRETS: "whsec_first, whsec_second",
    STANDARD_WEBHOOK_SECRETS: STANDARD,
    SHOPIFY_WEBHOOK_SECRETS: "",
  });
  expect(webhookSecrets).toMatchObject({
    stripe: ["whsec_first", "whsec_second"],
    shopify: [],
    standard: [STANDARD],
  });
  expect(askable).toEqual([]);
});

test("Stripe is asked if there is a key, at its own base URL unless another one is set", () => {
  const key = "rk_test_0123456789";
  expect(readConfig({ STRIPE_API_KEY: key }).askable).toMatchObject([{ provider: "stripe" }]);
  const access = { apiKey: key, apiBase: "https://api.stripe.com", accounts: [] };
  expect(stripeAccess({ STRIPE_API_KEY: key })).toEqual(access);
  const local = { STRIPE_API_KEY: key, STRIPE_API_BASE: "http://127.0.0.1:4010/" };
  expect(stripeAccess(local)?.apiBase).toBe("http://127.0.0.1:4010");
  const connected = { STRIPE_API_KEY: key, STRIPE_ACCOUNTS: "acct_1, acct_2" };
  expect(stripeAccess(connected)?.accounts).toEqual(["acct_1", "acct_2"]);
});

test("the connected accounts whose events count are read by the translator", async () => {
  const event = { id: "evt_1", type: "charge.captured", created: 1_772_359_200, account: "acct_1" };
  const object = { id: "ch_1", object: "charge" };
  const body = Buffer.from(JSON.stringify({ ...event, data: { object } }));
  const message = { eventId: "evt_1", body, signedAt: null, receivedAt: 0 };
  const listed = await readConfig({ STRIPE_ACCOUNTS: "acct_1" }).translators();
  const unlisted = await readConfig({ STRIPE_ACCOUNTS: "" }).translators();
  expect(listed.stripe?.(message).kind).toBe("report");
  expect(unlisted.stripe?.(message).kind).toBe("ignored");
});

test.each([
  ["STRIPE_WEBHOOK_SECRETS", "whsec_first,"],
  ["SHOPIFY_WEBHOOK_SECRETS", "short"],
  ["STANDARD_WEBHOOK_SECRETS", "not-a-standard-secret"],
  ["STRIPE_API_BASE", "ftp://stripe.test"],
  ["STRIPE_ACCOUNTS", "acct_1,"],
  ["STRIPE_ACCOUNTS", "cus_1"],
])("%s=%s is reported as a problem", (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value })).toThrow(name);
});

test.each([
  ["API_PORT", "http", "must be a number"],
  ["TRUSTED_PROXIES", "all", "must be an IP address, or a network such as 10.0.0.0/8"],
  ["MAIL_FROM", "Hearth & Oak", "must be a mail address, alone or as Shop <orders@shop.example>"],
  ["MAIL_FROM", "a@b.example <c@d.example", "must be a mail address"],
])("%s=%s says what would be right", (name, value, sentence) => {
  expect(() => readConfig({ [name]: value })).toThrow(sentence);
});

test("one message lists what is wrong with single settings, and between the others", () => {
  const wrong = { NODE_ENV: "production", GO_LIVE_AT: "soon", DKIM_SELECTOR: "mail" };
  expect(() => readConfig(wrong)).toThrow(
    /3 problem\(s\):\n {2}GO_LIVE_AT: .*\n {2}SMTP_URL or RESEND_API_KEY: .*\n {2}DKIM_DOMAIN/,
  );
  const smtp = { NODE_ENV: "production", SMTP_URL: "mail.shop.example" };
  expect(() => readConfig(smtp)).toThrow(/1 problem\(s\):\n {2}SMTP_URL: must be a URL/);
});

test("the points program's settings are also read by their earlier names, and the current names win", () => {
  const earlier = {
    LOYALTY_PROVIDER_URL: "https://points.example",
    LOYALTY_PROVIDER_KEY: "an earlier key",
  };
  expect(readConfig(earlier).loyaltyProgram).toEqual({
    url: "https://points.example",
    key: "an earlier key",
  });
  const both = { POINTS_PROGRAM_URL: "https://new.example", ...earlier };
  expect(readConfig(both).loyaltyProgram?.url).toBe("https://new.example");
});

test("the times of alerts have defaults, and reminders can be switched off", () => {
  const timesOf = (environment: NodeJS.ProcessEnv) => {
    const { digestEveryMs, remindAfterMs } = readConfig(environment).alerts;
    return [digestEveryMs, remindAfterMs];
  };
  expect(timesOf({})).toEqual([15 * 60_000, 24 * 60 * 60_000]);
  expect(timesOf({ ALERT_DIGEST_EVERY: "0s", ALERT_REMIND_AFTER: "off" })).toEqual([0, null]);
  expect(timesOf({ ALERT_DIGEST_EVERY: "1h", ALERT_REMIND_AFTER: "3d" })).toEqual([
    3_600_000, 259_200_000,
  ]);
  for (const name of ["ALERT_DIGEST_EVERY", "ALERT_REMIND_AFTER"]) {
    expect(() => readConfig({ [name]: "often" })).toThrow(name);
  }
});
