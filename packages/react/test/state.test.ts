import { describe, expect, test } from "vitest";
import { backoff, LONGEST_MS, POLL_MS } from "../src/backoff.ts";
import { type CheckoutState, firstState, type Message, reduce } from "../src/state.ts";
import { NOW, order } from "./support/orders.ts";

function after(...messages: Message[]): CheckoutState {
  return messages.reduce<CheckoutState>(
    (state, message, index) => reduce(state, message, NOW + index),
    firstState(undefined),
  );
}

function received(version: number): Message {
  return { kind: "received", orchestration: order({ version }) };
}

function versionOf(state: CheckoutState): number | null {
  return state.phase === "shown" ? state.orchestration.version : null;
}

describe("what is shown", () => {
  test("is the newest version, in whatever order versions arrive", () => {
    const versions = [3, 1, 4, 2];
    for (const start of versions.keys()) {
      const turned = [...versions.slice(start), ...versions.slice(0, start)];
      expect(versionOf(after(...turned.map(received)))).toBe(4);
    }
  });

  test("is not confirmed by an answer older than itself", () => {
    const known = after(received(4));
    expect(reduce(known, received(3), NOW + 60_000)).toBe(known);
  });

  test("stays the same object when it is confirmed, so that nothing is announced twice", () => {
    const known = after(received(4));
    const confirmed = reduce(known, received(4), NOW + 60_000);
    if (known.phase !== "shown" || confirmed.phase !== "shown") throw new Error("not shown");
    expect(confirmed.orchestration).toBe(known.orchestration);
    expect(confirmed.checkedAt).toBe(NOW + 60_000);
  });

  test("stays on screen while the shop cannot be reached, with the time of the last answer", () => {
    expect(after(received(4), { kind: "failed" }, { kind: "failed" })).toMatchObject({
      phase: "shown",
      link: "retrying",
      checkedAt: NOW,
    });
  });

  test("goes away when the shop says that it is not this visitor's to see", () => {
    expect(after(received(4), { kind: "absent" })).toEqual({ phase: "absent" });
  });

  test("comes back after an outage that began before anything was known", () => {
    expect(after({ kind: "failed" })).toEqual({ phase: "unreachable" });
    expect(versionOf(after({ kind: "failed" }, received(1)))).toBe(1);
  });
});

describe("the claim to be live", () => {
  test("is made only while a stream is open", () => {
    expect(after(received(1))).toMatchObject({ link: "polling" });
    expect(after(received(1), { kind: "opened" })).toMatchObject({ link: "live" });
    expect(after(received(1), { kind: "opened" }, received(2))).toMatchObject({ link: "live" });
    expect(after(received(1), { kind: "opened" }, { kind: "dropped" })).toMatchObject({
      link: "polling",
    });
  });

  test("is not made for what came with the page", () => {
    expect(firstState(order())).toMatchObject({ link: "starting", checkedAt: null });
  });
});

describe("the wait between two tries", () => {
  test("doubles with each failure and never passes a minute", () => {
    const waits = [0, 1, 2, 3, 50].map((failures) => backoff(POLL_MS, failures, LONGEST_MS, 1));
    expect(waits).toEqual([15_000, 30_000, 60_000, 60_000, 60_000]);
  });

  test("varies by a fifth, so that browsers do not come back together", () => {
    expect(backoff(POLL_MS, 0, LONGEST_MS, 0)).toBe(12_000);
    expect(backoff(POLL_MS, 9, LONGEST_MS, 0)).toBe(48_000);
  });
});
