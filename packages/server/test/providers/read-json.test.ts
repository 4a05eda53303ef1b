import { expect, test } from "vitest";
import { Digits, readJson, readJsonWithDigits } from "../../src/providers/connectors/read-json.ts";

test("a number keeps all its digits, beyond 2^53 and after the decimal point", () => {
  const text = '{"id":820982911946154508,"total":404.950,"deep":[{"id":9007199254740993}]}';
  expect(readJsonWithDigits(Buffer.from(text))).toEqual({
    id: new Digits("820982911946154508"),
    total: new Digits("404.950"),
    deep: [{ id: new Digits("9007199254740993") }],
  });
});

test("text that is not JSON or not UTF-8 gives nothing", () => {
  for (const body of [Buffer.from("{"), Buffer.from(""), Buffer.from([0x22, 0xff, 0x22])]) {
    expect(readJson(body)).toBeUndefined();
    expect(readJsonWithDigits(body)).toBeUndefined();
  }
});
