import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  type Entry,
  evolve,
  type HoldNews,
  type Note,
  type NoteCode,
  type Orchestration,
  PLAIN_NOTE_CODES,
  POINTS_NOTE_CODES,
  placeOrder,
  replay,
  tellOfHold,
  transition,
} from "../src/domain/index.ts";
import {
  noteText,
  OPERATOR_WORDS,
  readNote,
  readRegisters,
  registersToStore,
} from "../src/words/index.ts";
import { expectSame } from "./support/expect-same.ts";
import { aHistory } from "./support/history.ts";
import { at, PLACED_AT } from "./support/order.ts";

/** The texts in timelines since the first release. They never change, because old entries are read by them. */
const STORED: Readonly<Record<NoteCode, string>> = {
  sweep_executed: "Recovery sweep executed",
  stage_not_required: "Not required for this order",
  member_address_known: "The member's address is known now",
  order_names_another_member: "The order names another member now",
  order_updates_wanted: "The member wants order updates again",
  order_updates_unwanted: "The member wants no more order updates",
  order_address_changed: "The order has another mail address now",
  order_is_real: "The order is no test order any more",
  operator_done: "No operator works on the order any more",
  provider_unchanged: "The provider was asked, and nothing has changed",
  points_waived: "The order goes on without its points",
  mail_bounced: "Mail to the address bounced",
  mail_complained: "The recipient reported mail as spam",
  mail_unsubscribed: "The recipient unsubscribed at the mail service",
  review_rejected: "A fraud review rejected the payment",
  shopper_bought_again: "The shopper has bought again",
  hold_asked: "80 points were asked for",
  hold_placed: "80 points are held for this order",
  hold_refused: "80 points could not be held",
  hold_released: "The hold on 80 points was released; they are back with the member",
  hold_expired: "The hold on 80 points expired; they are back with the member",
  hold_expiring: "80 points that are held for this order are about to go back",
};

const aNote = fc.oneof(
  fc.constantFrom(...PLAIN_NOTE_CODES).map((code): Note => ({ code })),
  fc
    .tuple(fc.constantFrom(...POINTS_NOTE_CODES), fc.maxSafeNat())
    .map(([code, points]): Note => ({ code, points })),
);

// Texts that are almost ours: with another number, no number, or a number that we write differently.
const aText = fc.oneof(
  fc.string(),
  fc
    .tuple(
      fc.constantFrom(...Object.values(OPERATOR_WORDS.notes)),
      fc.constantFrom("", "0", "007", "-1", "1e3", "9007199254740993", "12 ", "80"),
    )
    .map(([text, number]) => text.replace("{points}", number)),
);

describe("the words of a note", () => {
  test.each(Object.entries(STORED))("for %s are those in all existing timelines", (code, text) => {
    const read = readNote(text);
    expect(read).toEqual(text.includes("80") ? { code, points: 80 } : { code });
    expect(noteText(read)).toBe(text);
  });

  test("are read back as the note", () => {
    fc.assert(fc.property(aNote, (note) => expectSame(readNote(noteText(note)), note)));
  });

  test("stay the same for any stored text, no matter who wrote it", () => {
    fc.assert(fc.property(aText, (text) => expectSame(noteText(readNote(text)), text)));
  });
});

describe("a timeline with its notes as text", () => {
  test("replays to the state that is stored with it", () => {
    fc.assert(
      fc.property(aHistory, ({ entries, states }) => expectReplay(entries, states.at(-1))),
      { numRuns: 500 },
    );
  });

  test.each([
    ["placed", "released"],
    ["placed", "expired"],
    ["asked", "refused"],
  ] as const)("replays with points that are %s and then %s", (first, then) => {
    const { entries, state } = orderWithPoints(first, then);
    expect(entries.map(({ note }) => note)).toContainEqual({ code: `hold_${then}`, points: 80 });
    expectReplay(entries, state);
  });
});

/** Goes through text and JSON, as in the database. */
function expectReplay(entries: readonly Entry[], state: Orchestration | undefined): void {
  if (state === undefined) throw new Error("An order has a state");
  const texts = entries.map((entry) => ({ ...entry, note: entry.note && noteText(entry.note) }));
  const rows: typeof texts = JSON.parse(JSON.stringify(texts));
  for (const { note } of rows) expect(note === null || typeof note === "string").toBe(true);
  const read = rows.map((row) => ({ ...row, note: row.note === null ? null : readNote(row.note) }));
  expectSame(replay(read), state);
  const registers = JSON.parse(JSON.stringify(registersToStore(state.registers)));
  expect(JSON.stringify(registers)).not.toContain('"code"');
  expectSame(readRegisters(registers), state.registers);
}

function orderWithPoints(first: "placed" | "asked", then: HoldNews) {
  const held = { holdId: "hold-1", points: 80, expiresAt: at(600) };
  const redemption = { news: first, held };
  const placed = placeOrder(["verification"], PLACED_AT, DEFAULT_POLICY, PLACED_AT, {
    redemption,
  });
  const told = transition(placed.orchestration, tellOfHold(then, held), DEFAULT_POLICY, at(5));
  if (!told.ok) throw new Error(told.code);
  return {
    entries: [...placed.entries, told.entry],
    state: evolve(placed.orchestration, told.entry),
  };
}

test("damaged registers are read as they are, and never throw", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (spoiled) => {
      const stored = JSON.parse(JSON.stringify(spoiled));
      expect(JSON.parse(JSON.stringify(readRegisters(stored)))).toEqual(stored);
    }),
  );
  const old = JSON.parse(
    '{"payment": "waiting", "verification": {"hard": null}, "fulfillment": null}',
  );
  expect(JSON.parse(JSON.stringify(readRegisters(old)))).toEqual(old);
});
