import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressKey, mailboxKey, memberKey, recipientKeys } from "../../src/domain/index.ts";

const local = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,20}$/);
const domain = fc.domain();
const address = fc.tuple(local, domain).map(([name, host]) => `${name}@${host}`);

/** The same address in another spelling: blanks around it and letters of either case. */
const spellings = (text: string) =>
  fc
    .tuple(
      fc.array(fc.boolean(), { minLength: text.length, maxLength: text.length }),
      fc.constantFrom("", " ", "\t", "\n"),
    )
    .map(([capitals, blank]) => {
      const letters = [...text].map((letter, nth) =>
        capitals[nth] === true ? letter.toUpperCase() : letter,
      );
      return `${blank}${letters.join("")}${blank}`;
    });

describe("the key of a mailbox", () => {
  test("is its own key", () => {
    fc.assert(
      fc.property(fc.oneof(address, fc.string({ unit: "grapheme" })), (any) => {
        expect(mailboxKey(mailboxKey(any))).toBe(mailboxKey(any));
      }),
    );
  });

  test("is the same for every spelling of an address", () => {
    fc.assert(
      fc.property(
        address.chain((one) => fc.tuple(fc.constant(one), spellings(one))),
        ([one, other]) => {
          expect(mailboxKey(other)).toBe(mailboxKey(one));
        },
      ),
    );
  });

  test("differs where more than the case differs: dots and tags are part of a name", () => {
    fc.assert(
      fc.property(address, address, (one, other) => {
        fc.pre(one.toLowerCase() !== other.toLowerCase());
        expect(mailboxKey(one)).not.toBe(mailboxKey(other));
      }),
    );
    expect(mailboxKey("a.da+shop@mail.example")).toBe("a.da+shop@mail.example");
  });

  test("of an ASCII address is the address in lower case, as the database says it, too", () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(mailboxKey(one)).toBe(one.toLowerCase());
      }),
    );
  });

  // cspell:disable
  test.each([
    ["Ada@BÜCHER.example", "ada@xn--bcher-kva.example"],
    ["ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"],
    ["ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"],
    ["ada@例え。テスト", "ada@xn--r8jz45g.xn--zckzah"],
    ["ada@mail.example.", "ada@mail.example"],
    ["JOSÉ@mail.example", "josé@mail.example"],
    ["jose\u0301@mail.example", "josé@mail.example"],
    ['"a@b"@Mail.example', '"a@b"@mail.example'],
    ["ada@0x7f.1", "ada@0x7f.1"],
    ["ada@ü/x", "ada@ü/x"],
    ["ada@ü:25", "ada@ü:25"],
    ["no address", "no address"],
    ["", ""],
    // cspell:enable
  ])("of %j is %j", (spelling, key) => expect(mailboxKey(spelling)).toBe(key));
});

describe("the keys of a recipient", () => {
  test("are the mailbox for a guest, and the member as well for a member", () => {
    expect(recipientKeys(null, "Ada@Mail.example")).toEqual(["address:ada@mail.example"]);
    expect(recipientKeys("ada", "Ada@Mail.example")).toEqual([
      "address:ada@mail.example",
      "member:ada",
    ]);
  });

  test("of members and mailboxes never meet", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (memberId, text) => {
        expect(memberKey(memberId)).not.toBe(addressKey(text));
      }),
    );
  });
});
