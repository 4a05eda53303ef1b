import * as fc from "fast-check";
import MailComposer from "nodemailer/lib/mail-composer";
import { expect, test } from "vitest";
import { writeMessage } from "../../src/mail/write-message.ts";

const HOSTILE = [
  "",
  "plain\n",
  ".\n..\nFrom here\n",
  "\r\n.\r\nMAIL FROM:<eve@evil.test>\r\n",
  "spaces at the end   \nand tabs\t\t\n \n",
  "=3D =\r\n= 20",
  "ü".repeat(200),
  `https://shop.test/?token=${"t".repeat(400)}`,
  "\ud83d\ude00".repeat(60),
  "a\rb\nc\r\nd\n\re",
];
const line = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 120 }),
  fc.string({ unit: "grapheme", maxLength: 120 }),
);
// The library's streams hold some characters back until they know what follows. None of these can end our bodies.
const body = fc.array(line, { maxLength: 12 }).map((lines) => `${lines.join("\n")}.\n`);
const subject = fc.oneof(fc.constantFrom("Die Zahlung für Bestellung 1042"), line);

test("a written message has the same bytes as the library would stream", async () => {
  await fc.assert(
    fc.asyncProperty(subject, body, body, async (subjectLine, text, html) => {
      const compile = () =>
        new MailComposer({
          messageId: "<prompt.7f3a@shop.test>",
          date: new Date("2026-03-06T09:00:00Z"),
          from: "Hearth & Oak <orders@shop.test>",
          to: { name: "", address: "ada@example.test" },
          subject: subjectLine,
          text,
          html,
          newline: "\r\n",
          textEncoding: "quoted-printable",
          baseBoundary: "same",
          headers: { "List-Unsubscribe": { prepared: true, value: "<https://shop.test>" } },
        }).compile();

      expect(writeMessage(compile()).toString("latin1")).toBe(
        (await compile().build()).toString("latin1"),
      );
    }),
    { numRuns: 300 },
  );
});
