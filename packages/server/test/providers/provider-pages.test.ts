import { expect, test } from "vitest";
import { CONNECTORS } from "../../src/providers/connectors/index.ts";

const BASE = "https://dashboard.stripe.com";

test.each([
  ["pi_1", "", false, `${BASE}/payments/pi_1`],
  ["pi_1", "", true, `${BASE}/test/payments/pi_1`],
  ["pi_1", "acct_1", false, `${BASE}/acct_1/payments/pi_1`],
  ["pi_1", "acct_1", true, `${BASE}/acct_1/test/payments/pi_1`],
  ["ch_1", "", false, `${BASE}/payments/ch_1`],
  ["py_1", "", false, `${BASE}/payments/py_1`],
  ["in_1", "", false, `${BASE}/invoices/in_1`],
  ["cs_1", "", false, null],
  ["pi_/../x", "", false, `${BASE}/payments/pi_%2F..%2Fx`],
  ["nothing", "", false, null],
])("the page of %s of account %j in test mode %j is %s", (reference, account, isTest, page) => {
  const stripe = CONNECTORS.find(({ name }) => name === "stripe");
  expect(stripe?.pageOf?.({ reference, account, isTest })).toBe(page);
});
