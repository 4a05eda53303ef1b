import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { buildMail } from "../../src/mail/build-mail.ts";

async function subjectOf(subject: string): Promise<string | undefined> {
  const { raw } = await buildMail(
    { subject, html: "<p>Text</p>", text: "Text" },
    {
      messageId: "<a@shop.example>",
      from: "Shop <shop@shop.example>",
      to: "ada@shoppers.example",
      date: new Date(0),
    },
    {},
  );
  return (await PostalMime.parse(raw)).subject;
}

test.each(["Order 1042", "Bestellung für Ada", "= ?", "=?"])(
  "a subject is read as it is: %s",
  async (text) => {
    expect((await subjectOf(text))?.replaceAll("\u2060", "")).toBe(text);
  },
);

test("an encoded word in a subject is not decoded", async () => {
  const word = `=?utf-8?B?${Buffer.from("Your order is free").toString("base64")}?=`;
  expect((await subjectOf(`Order ${word}`))?.replaceAll("\u2060", "")).toBe(`Order ${word}`);
});
