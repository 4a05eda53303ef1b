const CORE = "packages/core/src";
const SERVER = "packages/server/src";
const TESTS = "packages/server/test";
const IN_FULL = `${TESTS}/intake/orders-in-full.pg.test.ts`;
const STATED = `${TESTS}/providers/stated-fields.pg.test.ts`;
const IN_ONE_PIECE = `${TESTS}/intake/reports-in-one-piece.pg.test.ts`;
const AMOUNTS = `${TESTS}/delivery/order-amounts-mail.test.ts`;

/**
 * Broken promises of what an order says: its lines, its amounts, its addresses, its shopper's place.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const ORDERS = [
  {
    name: "an account's address comes before the order's own",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/recipient-join.ts`,
        find: ".email, m.email)`;",
        replace: ".email || null, m.email)`;",
      },
    ],
    tests: [IN_FULL],
  },
  {
    name: "quiet hours forget the time zone of a guest's order",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/recipient-join.ts`,
        find: ".time_zone)`;",
        replace: ".time_zone || null)`;",
      },
    ],
    tests: [`${TESTS}/recovery/shoppers-night.pg.test.ts`],
  },
  {
    name: "the language of a guest's order is not used",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/recipient-join.ts`,
        find: ".locale)`;",
        replace: ".locale || null)`;",
      },
    ],
    tests: [IN_FULL],
  },
  {
    name: "a postal address says nothing of the time zone",
    edits: [
      {
        file: `${SERVER}/intake/store-reported-order.ts`,
        find: "timeZone: news.timeZone ?? there.timeZone,",
        replace: "timeZone: news.timeZone,",
      },
    ],
    tests: [`${TESTS}/recovery/shoppers-night.pg.test.ts`],
  },
  {
    name: "the lines beyond the first 500 are lost",
    edits: [
      {
        file: `${CORE}/domain/order-details.ts`,
        find: "if (rest.length === 0) return { items: lines, moreItems: more };",
        replace:
          "if (rest.length >= 0) return { items: lines.slice(0, MOST_ITEMS), moreItems: more };",
      },
    ],
    tests: [IN_FULL],
  },
  {
    name: "what the shop does not explain is called delivery",
    edits: [
      {
        file: `${SERVER}/delivery/mail/describe-amounts.ts`,
        find: "{ label: copy.other, amount: unexplainedAmount(order) },",
        replace: "{ label: copy.shipping, amount: unexplainedAmount(order) },",
      },
    ],
    tests: [AMOUNTS],
  },
  {
    name: "tax that the prices contain is added again",
    edits: [
      {
        file: `${SERVER}/delivery/mail/describe-amounts.ts`,
        find: "amount: tax === null || tax.included ? 0 : tax.amount },",
        replace: "amount: tax === null ? 0 : tax.amount },",
      },
    ],
    tests: [AMOUNTS],
  },
  {
    name: "an order's own page is not where its mail leads",
    edits: [
      {
        file: `${SERVER}/delivery/compose-prompt.ts`,
        find: "return prompt.statusUrl ?? resumeLink(",
        replace: "return resumeLink(",
      },
    ],
    tests: [IN_FULL],
  },
  {
    name: "the kept copy of a mail has the key of an order's page",
    edits: [
      {
        file: `${SERVER}/delivery/run-attempt.ts`,
        find: "return prompts.flatMap(({ statusUrl }) => statusUrl ?? []);",
        replace: "return prompts.flatMap(({ statusUrl }) => (statusUrl === '' ? [''] : []));",
      },
    ],
    tests: [IN_FULL],
  },
  {
    name: "mail leads to a page without TLS",
    edits: [
      {
        file: `${CORE}/contract/web-page.ts`,
        find: "SAFE.test(url) && !UNCLEAR.test(url)",
        replace: "!UNCLEAR.test(url)",
      },
    ],
    tests: ["packages/core/test/contract-bodies.test.ts"],
  },
  {
    name: "a mail address may have a second one behind a comma",
    edits: [
      {
        file: `${CORE}/contract/mail-address.ts`,
        find: "[A-Za-z0-9!#$%&'*+",
        replace: "[A-Za-z0-9,!#$%&'*+",
      },
    ],
    tests: ["packages/core/test/mail-address.test.ts"],
  },
  {
    name: "a member without a name is greeted by the address",
    edits: [
      {
        file: `${SERVER}/delivery/mail/recovery-view.ts`,
        find: 'return shown === "" || readMailAddress(shown).address !== null ? null : shown;',
        replace: 'return shown === "" ? null : readMailAddress(shown).address ?? shown;',
      },
    ],
    tests: [AMOUNTS],
  },
  {
    name: "Thai text is cut anywhere",
    edits: [
      {
        file: `${SERVER}/mail/plain-text.ts`,
        find: "const parts = WITHOUT_SPACES.test(run) ? wordsOf(run) : [run];",
        replace: "const parts = [run];",
      },
    ],
    tests: [`${TESTS}/mail/plain-text.test.ts`],
  },
  {
    name: "an address in another script goes to a server that does not know such addresses",
    edits: [
      {
        file: `${SERVER}/mail/smtp-session.ts`,
        find: "if (!isReachable(connection, mail.envelope.to)) {",
        replace: "if (!isReachable(connection, 'ascii')) {",
      },
    ],
    tests: [`${TESTS}/mail/mail-addresses.test.ts`],
  },
  {
    name: "Excel reads an exported file in the code page of the computer",
    edits: [
      {
        file: `${SERVER}/platform/http/csv.ts`,
        find: "return BYTE_ORDER_MARK + rows",
        replace: "return BYTE_ORDER_MARK.slice(1) + rows",
      },
    ],
    tests: [`${TESTS}/mail/hostile-texts.test.ts`],
  },
  {
    name: "a provider's message erases what the shop has promised",
    edits: [
      {
        file: `${SERVER}/providers/inbox/read-reported-order.ts`,
        find: "promisedBy: order.promisedBy ?? known?.promisedBy ?? null",
        replace: "promisedBy: order.promisedBy ?? null",
      },
    ],
    tests: [STATED],
  },
  {
    name: "a provider's customer takes the place of the shop's own member",
    edits: [
      {
        file: `${SERVER}/providers/inbox/read-reported-order.ts`,
        find: ":`) && !isPaidByPoints",
        replace: ":`) || !isPaidByPoints",
      },
    ],
    tests: [STATED],
  },
  {
    name: "an amount outlives its currency",
    edits: [
      {
        file: `${SERVER}/providers/inbox/read-reported-order.ts`,
        find: "known?.total.currency === total.currency ? known : null",
        replace: "known",
      },
    ],
    tests: [STATED],
  },
  {
    name: "a report does not complete what its timeline misses",
    edits: [
      {
        file: `${SERVER}/intake/store-reported-order.ts`,
        find: "requires: stagesWith(requirementsOfOrder(order), true)",
        replace: "requires: []",
      },
    ],
    tests: [IN_ONE_PIECE],
  },
  {
    name: "two reports of one order don't wait for each other",
    edits: [
      {
        file: `${SERVER}/intake/store-reported-order.ts`,
        find: "await lockOrchestration(tx, orderId)",
        replace: "true || (await lockOrchestration(tx, orderId))",
      },
    ],
    tests: [IN_ONE_PIECE],
  },
  {
    name: "a line may be in any currency",
    edits: [
      {
        file: `${CORE}/contract/order.ts`,
        find: "if (at === -1) return;",
        replace: "if (at >= -1) return;",
      },
    ],
    tests: [IN_FULL],
  },
  {
    name: "any cent beside a fraction is rounding",
    edits: [
      {
        file: `${CORE}/domain/order-details.ts`,
        find: "millionthsOf(line) % MILLION !== 0n",
        replace: "!Number.isInteger(line.quantity)",
      },
    ],
    tests: ["packages/core/test/order-details.test.ts"],
  },
  {
    name: "a refused report links the objects that it names",
    edits: [
      {
        file: `packages/server/src/intake/report-order.ts`,
        find: "  const reported = {",
        replace:
          "  await linkObjects(context, orderId, body.providerReferences ?? []);\n  const reported = {",
      },
    ],
    tests: [`packages/server/test/providers/provider-references.pg.test.ts`],
  },
  {
    name: "an order that is complete when it is placed has no end",
    edits: [
      {
        file: `packages/core/src/domain/evolve.ts`,
        find: "completedAt: derive(known).completedAt,",
        replace: "completedAt: null,",
      },
    ],
    tests: [`packages/core/test/complete-when-placed.test.ts`],
  },
];
