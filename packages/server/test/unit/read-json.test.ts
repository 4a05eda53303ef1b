import { expect, test } from "vitest";
import { Digits, readJson, readJsonWithDigits } from "../../src/connectors/read-json.ts";

test("a number is read digit for digit, beyond 2^53 and behind the point", () => {
  const text = '{"id":820982911946154508,"total":404.950,"deep":[{"id":9007199254740993}]}';
  expect(readJsonWithDigits(Buffer.from(text))).toEqual({
    id: new Digits("820982911946154508"),
    total: new Digits("404.950"),
    deep: [{ id: new Digits("9007199254740993") }],
  });
});

test("what is no JSON, or no UTF-8, is nothing", () => {
  for (const body of [Buffer.from("{"), Buffer.from(""), Buffer.from([0x22, 0xff, 0x22])]) {
    expect(readJson(body)).toBeUndefined();
    expect(readJsonWithDigits(body)).toBeUndefined();
  }
});
