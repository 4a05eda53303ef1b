import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PostEvent } from "../src/contract/index.ts";
import {
  jsonBytes,
  type Metadata,
  patchMetadata,
  plainMetadata,
  type StageEvent,
} from "../src/domain/index.ts";
import { accepted, after, command, fact, placed, refusal } from "./support/order.ts";

const KB16 = 16 * 1024;
const keys = (from: number, count: number, value: unknown = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, value]));
const patching = (metadataPatch: Record<string, unknown>) =>
  command("payment", "waiting", { metadataPatch });
const full = after(placed(), patching(keys(0, 50)));

describe("metadata", () => {
  test("has at most 50 keys after a merge; removed ones don't count", () => {
    expect(refusal(placed(), patching(keys(0, 51)))).toBe("metadata_too_large");
    expect(refusal(full, patching({ another: 1 }))).toBe("metadata_too_large");
    const swapped = accepted(full, patching({ k0: null, another: 1 })).next;
    expect(Object.keys(plainMetadata(swapped.metadata))).toHaveLength(50);
  });

  test("has at most 16 KB as JSON, in bytes and not in characters", () => {
    const room = KB16 - jsonBytes({ a: "" });
    expect(refusal(placed(), patching({ a: "x".repeat(room) }))).toBeNull();
    expect(refusal(placed(), patching({ a: "x".repeat(room + 1) }))).toBe("metadata_too_large");
    expect(refusal(placed(), patching({ a: "ü".repeat(room / 2 + 1) }))).toBe("metadata_too_large");
  });

  test("that is refused loses nothing else", () => {
    expect(refusal(full, { ...patching({ another: 1 }), status: "completed" })).toBe(
      "metadata_too_large",
    );
    expect(refusal(full, command("payment", "completed"))).toBeNull();
  });

  test("is limited for a fact as well, unless the fact changes nothing of it", () => {
    const early = fact("payment", "waiting", 1, { metadataPatch: { k0: "x".repeat(KB16) } });
    expect(refusal(full, early)).toBeNull();
    const late = fact("payment", "waiting", 100, { metadataPatch: { another: 1 } });
    expect(refusal(full, late)).toBe("metadata_too_large");
  });

  test("from before the limits may shrink and change, but not grow", () => {
    const stored: Metadata = Object.fromEntries(
      Object.entries(keys(0, 300, "x".repeat(100))).map(([key, value]) => [
        key,
        { value, at: 0, by: "" },
      ]),
    );
    const large = { ...placed(), metadata: stored };
    expect(refusal(large, patching({ k0: null }))).toBeNull();
    expect(refusal(large, patching({ k0: "y".repeat(100) }))).toBeNull();
    expect(refusal(large, patching({ k0: "y".repeat(101) }))).toBe("metadata_too_large");
    expect(refusal(large, patching({ another: 1 }))).toBe("metadata_too_large");
    expect(Object.keys(plainMetadata(large.metadata))).toHaveLength(300);
  });

  test("at the limit can be removed to the last key", () => {
    let order = full;
    for (const key of Object.keys(keys(0, 50))) order = after(order, patching({ [key]: null }));
    expect(plainMetadata(order.metadata)).toEqual({});
  });

  test("does not depend on the order of arrival of what was accepted", () => {
    const key = fc.integer({ min: 0, max: 60 }).map((number) => `k${number}`);
    const patch = fc.dictionary(key, fc.constantFrom(1, "two", null), { maxKeys: 30 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), patch), { maxLength: 5 }),
        (said) => {
          const facts = said.map(([minute, metadataPatch], index) =>
            fact("payment", "waiting", minute, { sourceEventId: `evt-${index}`, metadataPatch }),
          );
          const taken = facts.reduce<{ order: typeof full; facts: StageEvent[] }>(
            (so, event) =>
              refusal(so.order, event) === null
                ? { order: after(so.order, event), facts: [...so.facts, event] }
                : so,
            { order: placed(), facts: [] },
          );
          const { metadata } = taken.order;
          expect(Object.keys(plainMetadata(metadata)).length).toBeLessThanOrEqual(50);
          const backwards = taken.facts.reduceRight<Metadata>(
            (merged, { metadataPatch, occurredAt, sourceEventId }) =>
              patchMetadata(merged, metadataPatch, occurredAt ?? 0, sourceEventId ?? ""),
            {},
          );
          expect(backwards).toEqual(metadata);
        },
      ),
    );
  });
});

describe("an event's body", () => {
  const body = (said: Record<string, unknown>) =>
    PostEvent.safeParse({ stage: "payment", status: "waiting", ...said });

  test.each(["payload", "metadataPatch"])(
    "has a %s of at most 16 KB, and the answer says so",
    (field) => {
      const room = KB16 - jsonBytes({ a: "" });
      expect(body({ [field]: { a: "x".repeat(room) } }).success).toBe(true);
      const { error } = body({ [field]: { a: "x".repeat(room + 1) } });
      expect(error?.issues).toMatchObject([
        { path: [field], message: "must be at most 16384 bytes as JSON" },
      ]);
    },
  );

  test("can't name a key of the engine", () => {
    const { error } = body({ metadataPatch: { "followthrough.note": null } });
    expect(error?.issues).toMatchObject([{ path: ["metadataPatch"] }]);
    expect(body({ metadataPatch: { followthrough: 1 } }).success).toBe(true);
  });
});
