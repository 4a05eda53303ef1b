import {
  type MoneySituation,
  STAGE_STATUSES,
  STAGES,
  TERMS_KINDS,
} from "@followthrough/core/domain";
import type { PromptStep } from "@followthrough/core/words";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RecoveryPromptInput } from "../../src/delivery/mail/recovery-prompt-input.ts";
import { describeRecovery } from "../../src/delivery/mail/recovery-view.ts";
import {
  renderRecoveryPage,
  renderRecoveryPrompt,
} from "../../src/delivery/mail/render-recovery-prompt.ts";
import { createFilledPage } from "../../src/mail/filled-page.ts";

/** Text that looks like markup, like a hole or like a replacement pattern, or is empty. */
const HOSTILE = [
  "",
  "</style><script>alert(1)</script>",
  `"'><a href="https://evil.test">`,
  "&amp; &lt;b&gt; &#x27;",
  "\ue0000\ue001 \ue00017\ue001",
  "$& $1 $$ {order}",
  "\u202eabc\u0000\r\nBcc: eve@evil.test",
  "\ud800 \ud83d\ude00 Grüße",
];

const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 40 }));
const money = fc.record({
  amount: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  currency: fc.constantFrom("EUR", "JPY"),
});
const stage = fc.constantFrom(...STAGES);
const status = fc.constantFrom(...STAGE_STATUSES);
const instant = fc.date({
  min: new Date("2020-01-01"),
  max: new Date("2040-01-01"),
  noInvalidDate: true,
});
const url = fc.webUrl({ withQueryParameters: true, withFragments: true });

const points = fc.option(
  fc.record({ points: fc.integer({ min: 1, max: 1_000_000 }), heldUntil: fc.option(instant) }),
);

const amount = fc.integer({ min: 0, max: 1_000_000 });
const situation: fc.Arbitrary<MoneySituation> = fc.oneof(
  fc.constant({ kind: "none" } as const),
  fc.record({ kind: fc.constantFrom("partly_paid", "authorised", "disputed"), amount }),
  fc.record({
    kind: fc.constant("terms" as const),
    amount,
    terms: fc.record({
      kind: fc.constantFrom(...TERMS_KINDS),
      dueAt: fc.option(instant.map((at) => at.toISOString())),
    }),
  }),
  fc.record({
    kind: fc.constantFrom("voucher", "bank_transfer"),
    amount,
    url: fc.option(fc.oneof(url, fc.constant("https://a b"))),
    until: fc.option(instant.map((at) => at.toISOString())),
  }),
);

const input: fc.Arbitrary<RecoveryPromptInput> = fc.record({
  shopName: text,
  orderNumber: text,
  items: fc.array(
    fc.record({
      title: text,
      quantity: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constant(0.35)),
      unitPrice: money,
    }),
    { maxLength: 10 },
  ),
  moreItems: fc.option(fc.record({ count: fc.integer({ min: 1 }), amount: fc.option(amount) })),
  discount: fc.option(amount),
  shipping: fc.option(amount),
  tax: fc.option(fc.record({ amount, included: fc.boolean() })),
  total: money,
  memberName: fc.option(text),
  locale: fc.constantFrom(null, "en-GB", "de-AT", "xx"),
  timeZone: fc.constantFrom(null, "Europe/Berlin"),
  stage,
  status,
  stages: fc
    .tuple(
      ...STAGES.map((name) =>
        fc.record({ stage: fc.constant(name), status, required: fc.boolean() }),
      ),
    )
    .map((stops) => [...stops]),
  money: situation,
  points,
  pendingSteps: fc.array(fc.record({ title: text, expiresAt: fc.option(instant) }), {
    maxLength: 7,
  }),
  step: fc.constantFrom<PromptStep[]>(0, 1, 2, 3),
  resumeUrl: url,
  unsubscribeUrl: url,
  otherOrders: fc.array(
    fc.record({
      orderNumber: text,
      stage,
      status,
      total: money,
      money: situation,
      points,
      resumeUrl: url,
    }),
    { maxLength: 10 },
  ),
  nextActionAt: fc.option(instant),
});

describe("a filled page", () => {
  test("has the same bytes as the template renders, whatever the order says", () => {
    fc.assert(
      fc.property(input, (order) => {
        expect(renderRecoveryPrompt(order).html).toBe(renderRecoveryPage(describeRecovery(order)));
      }),
      { numRuns: 300 },
    );
  });

  test("also has them when the shape is known, and contains nothing of the earlier recipient", () => {
    fc.assert(
      fc.property(input, text, text, (order, name, title) => {
        renderRecoveryPrompt(order);
        const items = order.items.map((item) => ({ ...item, title }));
        const next = { ...order, memberName: name, items };
        expect(renderRecoveryPrompt(next).html).toBe(renderRecoveryPage(describeRecovery(next)));
      }),
      { numRuns: 100 },
    );
  });

  test("is rendered once for each shape of its view", () => {
    const drawn: unknown[] = [];
    const fill = createFilledPage(
      (view: { readonly kind: string; readonly name: string | null }) => {
        drawn.push(view);
        return `<p class="${view.kind}">${view.name}</p>`;
      },
      ["kind"],
    );

    const pages = [
      fill({ kind: "a", name: "Ada" }),
      fill({ kind: "a", name: "<Eve>" }),
      fill({ kind: "b", name: "Ada" }),
      fill({ kind: "b", name: null }),
    ];

    expect(pages).toEqual([
      '<p class="a">Ada</p>',
      '<p class="a">&lt;Eve&gt;</p>',
      '<p class="b">Ada</p>',
      '<p class="b">null</p>',
    ]);
    expect(drawn).toHaveLength(3);
  });

  test("is dropped after many other shapes, so that memory is limited", () => {
    let drawn = 0;
    const fill = createFilledPage((view: { readonly list: readonly string[] }) => {
      drawn += 1;
      return view.list.join("");
    }, []);
    const listOf = (length: number) => ({ list: Array.from({ length }, () => "x") });
    for (let length = 0; length < 257; length += 1) fill(listOf(length));

    fill(listOf(256));
    expect(drawn).toBe(257);
    fill(listOf(0));
    expect(drawn).toBe(258);
  });
});
