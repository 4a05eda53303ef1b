const SERVER = "packages/server/src";
const TESTS = "packages/server/test";

/**
 * Broken promises of webhooks and what they report.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const PROVIDERS = [
  {
    name: "a webhook with an old or future timestamp is accepted",
    edits: [
      {
        file: `${SERVER}/providers/connectors/connector.ts`,
        find: "return signedAt - now <= TOLERANCE_MS && now - signedAt <= latestMs;",
        replace: "return now - signedAt <= latestMs;",
      },
    ],
    tests: [`${TESTS}/providers/webhook-forgeries.pg.test.ts`],
  },
  {
    name: "of two signature headers the first counts",
    edits: [
      {
        file: `${SERVER}/providers/connectors/connector.ts`,
        find: "value === undefined || values?.length !== 1 ? null : value",
        replace: "value ?? null",
      },
    ],
    tests: [`${TESTS}/providers/webhook-forgeries.pg.test.ts`],
  },
  {
    name: "a webhook is answered before it is kept",
    edits: [
      {
        file: `${SERVER}/providers/inbox/receive-webhook.ts`,
        find: "const { inboxId, isNew } = await intake({ ...message, bodyHash });",
        replace:
          'void intake({ ...message, bodyHash }).catch(() => {});\n  const [inboxId, isNew] = ["00000000-0000-4000-8000-000000000009", true];',
      },
    ],
    tests: [`${TESTS}/providers/inbox-queue.pg.test.ts`],
  },
  {
    name: "a Shopify order's id is read as a number",
    edits: [
      {
        file: `${SERVER}/providers/connectors/read-json.ts`,
        find: "new Digits(context?.source ?? String(value))",
        replace: "new Digits(String(value))",
      },
    ],
    tests: ["packages/server/test/providers/read-json.test.ts"],
  },
  {
    name: "a fact that was parked under an object stays there when the order is named",
    edits: [
      {
        file: `${SERVER}/intake/sql/provider-references.ts`,
        find: "if (provisional.length > 0) await rehome",
        replace: "if (provisional.length > 99) await rehome",
      },
    ],
    tests: [`${TESTS}/providers/provider-references.pg.test.ts`],
  },
  {
    name: "any topic of Amazon SNS may report bounces",
    edits: [
      {
        file: `${SERVER}/providers/connectors/ses/verify.ts`,
        find: "!topics.includes(message.TopicArn)",
        replace: "topics.length === 0",
      },
    ],
    tests: [`${TESTS}/providers/ses-events.test.ts`],
  },
  {
    name: "a Shopify order that was fulfilled again still lacks the parcel that was called off",
    edits: [
      {
        file: `${SERVER}/providers/connectors/shopify/parcel-fact.ts`,
        find: "hasLost ? `/",
        replace: 'hasLost && status === "" ? `/',
      },
    ],
    tests: [`${TESTS}/fulfillment/shopify-parcels.pg.test.ts`],
  },
  {
    name: "a part of a Shopify order makes good for all that was called off",
    edits: [
      {
        file: `${SERVER}/providers/connectors/shopify/parcel-fact.ts`,
        find: 'hasLost && status === "partial" ? "part" : status',
        replace: "status",
      },
    ],
    tests: [`${TESTS}/fulfillment/shopify-parcels.pg.test.ts`],
  },
  {
    name: "a gift card of Shopify waits to be sent",
    edits: [
      {
        file: `${SERVER}/providers/connectors/shopify/reported-order.ts`,
        find: "fulfillment: needsShipping(order)",
        replace: "fulfillment: true",
      },
    ],
    tests: [`${TESTS}/fulfillment/shopify-parcels.pg.test.ts`],
  },
  {
    name: "a shopper is led to a tracking page that is not secure",
    edits: [
      {
        file: `${SERVER}/providers/connectors/shopify/parcel-fact.ts`,
        find: 'return new URL(url).protocol === "https:" ? url : null;',
        replace: "return url;",
      },
    ],
    tests: [`${TESTS}/providers/shopify-parcels.test.ts`],
  },
];
