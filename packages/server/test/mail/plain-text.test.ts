import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { padText, TEXT_WIDTH, textBlocks, textWidth, wrapText } from "../../src/mail/plain-text.ts";

// cspell:disable
const THAI =
  "คำสั่งซื้อของคุณยังรอการชำระเงินอยู่และเราจะจัดเตรียมสินค้าให้คุณทันทีที่ได้รับการชำระเงินเรียบร้อยแล้วโปรดตรวจสอบรายละเอียดอีกครั้ง";
const LAO = "ຄໍາສັ່ງຊື້ຂອງທ່ານຍັງລໍຖ້າການຊໍາລະເງິນແລະພວກເຮົາຈະກະກຽມສິນຄ້າໃຫ້ທ່ານທັນທີທີ່ໄດ້ຮັບການຊໍາລະເງິນຮຽບຮ້ອຍແລ້ວ";
const KHMER = "ការបញ្ជាទិញរបស់អ្នកកំពុងរង់ចាំការទូទាត់ហើយយើងនឹងរៀបចំទំនិញជូនអ្នកភ្លាមៗនៅពេលដែលការទូទាត់ត្រូវបានទទួល";
const BURMESE = "သင့်အော်ဒါသည်ငွေပေးချေမှုကိုစောင့်ဆိုင်းနေပြီးငွေလက်ခံရရှိသည်နှင့်တပြိုင်နက်ကုန်ပစ္စည်းကိုပြင်ဆင်ပေးပါမည်";
const JAPANESE =
  "ご注文の「オーク材のスツール」はお支払いをお待ちしております。お支払いが完了しましたら、すぐに商品の準備を始めます。ご不明な点がございましたらお問い合わせください。";
const CHINESE =
  "您的订单仍在等待付款。付款完成后,我们会立即为您准备商品。如有任何疑问,请随时与我们联系,我们的团队将尽快为您解答。谢谢您的惠顾!";

describe("a script without spaces", () => {
  const words = new Intl.Segmenter("en", { granularity: "word" });

  test.each(Object.entries({ THAI, LAO, KHMER, BURMESE, JAPANESE, CHINESE }))(
    "%s is broken between its words, and nothing is added or lost",
    (_name, text) => {
      const lines = wrapText(text, 40);
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.join("")).toBe(text);
      const begins = new Set([...words.segment(text)].map(({ index }) => index));
      let at = 0;
      for (const line of lines) {
        expect(begins).toContain(at);
        expect(textWidth(line)).toBeLessThanOrEqual(40);
        at += line.length;
      }
    },
  );

  test("keeps punctuation with the word before it, and an opening bracket with the word after it", () => {
    for (let width = 12; width < 60; width += 1) {
      for (const line of wrapText(JAPANESE, width).slice(1))
        expect(line).not.toMatch(/^[。、」ー]/);
      for (const line of wrapText(JAPANESE, width)) expect(line).not.toMatch(/「$/);
    }
  });

  test("fills the line that an English sentence began", () => {
    const [first = ""] = wrapText(`Order: ${THAI}`, 40);
    expect(first.startsWith("Order: คำ")).toBe(true);
    expect(textWidth(first)).toBeGreaterThan(28);
  });
});

test("a word longer than a line is cut between characters as people see them, without a space", () => {
  const families = "👨‍👩‍👧‍👦".repeat(60);
  const lines = wrapText(families, TEXT_WIDTH);
  expect(lines.join("")).toBe(families);
  for (const line of lines) expect(line.startsWith("👨")).toBe(true);
  expect(wrapText("é".normalize("NFD").repeat(200)).every((line) => line.startsWith("e"))).toBe(
    true,
  );
});
// cspell:enable

test("text that fits, and a link on a line of its own, stay as they are", () => {
  const link = `https://shop.example/${"x".repeat(200)}`;
  expect(wrapText(link)).toEqual([link]);
  expect(wrapText("Two  spaces stay.")).toEqual(["Two  spaces stay."]);
  expect(textBlocks(["one", null, ["two", "three"]])).toBe("one\n\ntwo\nthree\n");
});

test("columns are counted as a text window shows them", () => {
  expect(textWidth("กี่")).toBe(1);
  expect(textWidth("กำ")).toBe(2);
  expect(textWidth("注文")).toBe(4);
  expect(textWidth("e\u0301")).toBe(1);
  expect(padText("注文", 6)).toBe("注文  ");
});

test("whatever the text is, no line is longer, and only spaces at breaks are lost", () => {
  const text = fc
    .string({ unit: "grapheme", maxLength: 200 })
    .map((value) => value.replace(/\s+/g, " ").trim());
  fc.assert(
    fc.property(text, fc.integer({ min: 4, max: 80 }), (value, width) => {
      const lines = wrapText(value, width);
      expect(lines.join("").replaceAll(" ", "")).toBe(value.replaceAll(" ", ""));
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(Math.max(width, 4));
    }),
  );
});
