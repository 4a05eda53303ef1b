import { readMailAddress, readReportedAddress } from "@followthrough/core/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

// cspell:disable
describe("a mail address is taken", () => {
  test.each([
    "ada@shoppers.example",
    "ada+shop@shoppers.example",
    "o'hara@shoppers.example",
    "a/b=c&d@shoppers.example",
    "!#$%&'*+-/=?^_`{|}~@shoppers.example",
    // Given out by Japanese carriers until 2009, and still in use.
    "a..b@docomo.ne.jp",
    ".ada@docomo.ne.jp",
    "ada.@ezweb.ne.jp",
    "ada@münchen.example",
    "ada@xn--mnchen-3ya.example",
    "ada@例え.テスト",
    "用户@例え.テスト",
    "दिनेश@डाटामेल.भारत",
    "jõgeva@shoppers.example",
    "a@b.co",
    "ada@1and1.example",
    `${"a".repeat(64)}@shoppers.example`,
  ])("%s", (address) => {
    expect(readMailAddress(address)).toEqual({ address, problem: null });
  });

  test("without the spaces around it, and without quotes that it does not need", () => {
    expect(readMailAddress(" ada@shoppers.example\r\n").address).toBe("ada@shoppers.example");
    expect(readMailAddress('"a..b"@docomo.ne.jp').address).toBe("a..b@docomo.ne.jp");
  });

  test("in one form, however its letters were typed", () => {
    const [composed, decomposed] = ["jos\u00e9@shoppers.example", "jose\u0301@shoppers.example"];
    expect(readMailAddress(decomposed)).toEqual(readMailAddress(composed));
  });
});

describe("a mail address can't be used", () => {
  test.each([
    "",
    "ada",
    "ada@",
    "@shoppers.example",
    "...@shoppers.example",
    "ada@localhost",
    "ada@127.0.0.1",
    "ada@[127.0.0.1]",
    "ada@-shop.example",
    "ada@shop-.example",
    "ada@shop..example",
    "ada@shop.example.",
    "ada@shop_1.example",
    "ada@shop.1",
    "ada@shop.example\nBcc: bob@shop.example",
    "ada\r\nRCPT TO:<bob@shop.example>@shop.example",
    "ada\0@shop.example",
    "ada@shop.example,bob@shop.example",
    "ada,bob@shop.example",
    "Ada <ada@shop.example>",
    "<ada@shop.example>",
    "ada@bob@shop.example",
    "ada(work)@shop.example",
    "ada smith@shop.example",
    '"ada smith"@shop.example',
    '"ada@bob"@shop.example',
    "ada\u2028@shop.example",
    "ada\u202e@shop.example",
    "ada\ud800@shop.example",
    "ada@shop\u200b.example",
    "tel:+4912345",
  ])("%j", (text) => {
    expect(readMailAddress(text)).toEqual({ address: null, problem: "malformed" });
  });

  test.each([
    `${"a".repeat(65)}@shoppers.example`,
    // 22 characters of three octets each.
    `${"用".repeat(22)}@shoppers.example`,
    `ada@${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.example`,
  ])("because it is too long: %s", (text) => {
    expect(readMailAddress(text)).toEqual({ address: null, problem: "too_long" });
  });
});
// cspell:enable

test("whatever is taken has nothing that a header or a command could split at", () => {
  const part = fc.string({ unit: "binary", maxLength: 12 });
  fc.assert(
    fc.property(
      fc.oneof(
        part,
        fc.tuple(part, part).map((parts) => parts.join("@")),
      ),
      (text) => {
        const { address } = readMailAddress(text);
        if (address !== null) expect(address).not.toMatch(/[\p{C}\p{Z}"(),:;<>[\\\]]|@.*@/u);
      },
    ),
  );
});

test("no address is not a wrong one", () => {
  for (const none of [null, undefined, "", "  "]) {
    expect(readReportedAddress(none)).toEqual({ email: null, emailProblem: null });
  }
  expect(readReportedAddress("ada@")).toEqual({ email: null, emailProblem: "malformed" });
});
