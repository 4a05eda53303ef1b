/**
 * Names that files of several rooms bear, and what each of them means wherever it stands. A name that means
 * something else in another room is changed instead.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const SAME_NAMES = {
  "index.ts": "what its folder gives to others",
  "page.tsx": "Next.js: the page at its folder's path",
  "route.ts": "Next.js: the endpoint at its folder's path",
  "form-actions.ts": "the storefront's server actions for the forms beside it",
  "queries.ts": "what the console's part beside it fetches",
  "table.ts": "a provider's messages, and what each means",
  "translate.ts": "a provider's message in our words",
  "verify.ts": "the check of a provider's signature",

  // What core defines, and the room or the app that reads, answers or shows it.
  "actions.ts": "what operators can do about an order",
  "events.ts": "the events of an order",
  "inbox.ts": "the webhooks that were kept",
  "insight.ts": "the figures of the console's insight",
  "members.ts": "the shop's members",
  "payment.ts": "what is known of one payment: its vocabulary, and its form on the wire",
  "operators.ts": "those who sign in to the console",
  "orders.ts": "orders as the shop reports them",
  "problem.ts": "an RFC 9457 problem",
  "provider-checks.ts": "what providers are asked before a prompt",
  "reasons.ts": "the words for reasons",
  "refusals.ts": "the words for refusals",
  "replay-policy.ts": "a policy simulated over history: the rule, and the verb that runs it",
  "stages.ts": "the words for stages",
  "work-list.ts": "what operators work on: the statements, and what the console asks",
  "cancel-order.ts": "an order cancelled: the verb, and the shopper's form for it",

  // Each app and the banner draw their own.
  "ask.ts": "one question to the API",
  "button.tsx": "a button",
  "field.tsx": "a labeled field",
  "icons.tsx": "icons",
  "order-facts.tsx": "the facts of an order",
  "track.tsx": "the order's stages as a line",
};
