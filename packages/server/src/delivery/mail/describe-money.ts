import { isPaidLater } from "@followthrough/core/domain";
import { type MailMoneyKind, type PrepaidTerms, SHOPPER_WORDS } from "@followthrough/core/words";
import { displayText } from "../../mail/display-text.ts";
import type { MailFormat } from "../../mail/mail-format.ts";
import { webAddress } from "../../mail/web-address.ts";
import { situationOf } from "./mail-situation.ts";
import type { MailMoney, PromptedOrder } from "./recovery-prompt-input.ts";

/** The words of a mail about one matter of an order, in place of those of its stage. */
export interface ToldText {
  readonly subject: string;
  readonly heading: string;
  readonly body: readonly string[];
  /** A few words for a mail about several orders. */
  readonly short: readonly string[];
  /** The provider's page about a voucher or a transfer. */
  readonly link: { readonly label: string; readonly url: string } | null;
}

/** The words about an order's voucher, transfer, terms or open amount; `null` if its stage says it all. */
export function describeMoney(order: PromptedOrder, format: MailFormat): ToldText | null {
  const { money, stage, status, total } = order;
  const isOver = situationOf(status) === "failed" && money.kind !== "voucher_expired";
  if (!isTold(money) || stage !== "payment" || isOver) return null;
  const { mail: copy, foldedMail: folded } = SHOPPER_WORDS[format.language];
  const amount = format.money({ ...total, amount: money.amount });
  const dueAt = money.kind === "terms" ? money.terms.dueAt : null;
  const date = dueAt === null ? null : format.day(new Date(dueAt));
  const until = date === null ? "" : filledWith({ date })(copy.money.untilDate);
  const fill = filledWith({ order: displayText(order.orderNumber), amount, until });
  const short = folded.money[money.kind];
  if (!("until" in money)) {
    const { subject, heading, body } =
      money.kind === "terms" ? copy.money.terms[money.terms.kind] : copy.money[money.kind];
    return {
      subject: fill(subject),
      heading: fill(heading),
      body: [fill(body)],
      short: [short],
      link: null,
    };
  }
  const { subject, heading, body, until: untilWords, button } = copy.money[money.kind];
  const end = money.until === null ? null : new Date(money.until);
  const untilText = end === null ? [] : [filledWith({ time: format.time(end) })(untilWords)];
  return {
    subject:
      end === null
        ? fill(subject.open)
        : filledWith({ order: displayText(order.orderNumber), time: format.shortTime(end) })(
            subject.until,
          ),
    heading,
    body: [fill(body), ...untilText],
    short: [short, ...untilText.map((text) => text.replace(/\.$/, ""))],
    link:
      money.url !== null && URL.canParse(money.url)
        ? { label: button, url: webAddress(money.url) }
        : null,
  };
}

/** What is left to pay, of an order that is paid in part; `null` for the whole total. */
export function openPart({ money, stage, total }: PromptedOrder): PromptedOrder["total"] | null {
  if (!isTold(money) || stage !== "payment" || money.amount >= total.amount) return null;
  return { ...total, amount: money.amount };
}

/** Money for which an order waits before anything else happens. */
type AwaitedMoney =
  | Extract<MailMoney, { readonly kind: Exclude<MailMoneyKind, "terms"> }>
  | (Extract<MailMoney, { readonly kind: "terms" }> & {
      readonly terms: { readonly kind: PrepaidTerms };
    });

function isTold(money: MailMoney): money is AwaitedMoney {
  if (money.kind === "terms") return !isPaidLater(money.terms.kind);
  return "until" in money || money.kind === "partly_paid" || money.kind === "voucher_expired";
}

/** Fills a text's gaps at once: an order's number may look like a gap. */
export function filledWith(values: Readonly<Record<string, string>>): (text: string) => string {
  return (text) => text.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
}
