import { SHOPPER_WORDS } from "@followthrough/core/words";
import { displayText } from "../../mail/display-text.ts";
import type { MailFormat } from "../../mail/mail-format.ts";
import { describeMoney, filledWith, type ToldText } from "./describe-money.ts";
import type { PromptedOrder } from "./recovery-prompt-input.ts";

/** The words about an order's delay or its money, in place of its stage's; `null` if the stage says it all. */
export function describeNews(order: PromptedOrder, format: MailFormat): ToldText | null {
  return describeDelay(order, format) ?? describeMoney(order, format);
}

/** Whether the mail says that the order is late, and so asks for nothing. */
export function isLate({ lateSince = null }: PromptedOrder): boolean {
  return lateSince !== null;
}

function describeDelay(
  { lateSince = null, orderNumber }: PromptedOrder,
  format: MailFormat,
): ToldText | null {
  if (lateSince === null) return null;
  const { mail, foldedMail } = SHOPPER_WORDS[format.language];
  const order = displayText(orderNumber);
  const { subject, heading, body } = mail.late;
  const short = filledWith({ order, date: format.day(lateSince) });
  const long = filledWith({ order, date: format.date(lateSince) });
  return {
    subject: short(subject),
    heading,
    body: body.map(long),
    short: [short(foldedMail.late)],
    link: null,
  };
}
