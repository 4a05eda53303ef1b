import { jsonBytes, type ProviderFact } from "@followthrough/core/domain";
import { describe, expect, test } from "vitest";
import { stageEventOf } from "../../src/providers/event-from-provider-fact.ts";

const KB16 = 16 * 1024;

function payloadOf(details: ProviderFact["details"]) {
  const fact: ProviderFact = {
    stage: "payment",
    status: "completed",
    reopens: false,
    occurredAt: 0,
    sourceEventId: "evt_1",
    waitingOn: null,
    nextActionAt: null,
    note: null,
    details,
  };
  return stageEventOf(fact, "standard", "webhook", { inboxId: "inbox-1" }).payload ?? {};
}

describe("a provider's details", () => {
  test("of up to 16 KB are kept whole", () => {
    const details = { a: 1, text: "x".repeat(KB16 - jsonBytes({ a: 1, text: "" })) };
    expect(payloadOf(details)).toEqual({ ...details, inboxId: "inbox-1" });
  });

  test("beyond that are cut, with a marker; what fits stays, and so does where it came from", () => {
    const large = "ü".repeat(KB16 / 2);
    const payload = payloadOf({ first: 1, large, last: { deep: ["kept"] } });
    expect(payload).toEqual({
      first: 1,
      last: { deep: ["kept"] },
      cut: { bytes: jsonBytes({ first: 1, large, last: { deep: ["kept"] } }), leftOut: 1 },
      inboxId: "inbox-1",
    });
  });

  test("of many small parts are cut as well", () => {
    const details = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`key-${index}`, index]),
    );
    const payload = payloadOf(details);
    expect(jsonBytes(payload)).toBeLessThan(KB16 + 200);
    expect(payload.cut).toMatchObject({ leftOut: expect.any(Number) });
  });
});
