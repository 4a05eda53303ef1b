import { readMailAddress } from "@followthrough/core/contract";
import { amountOfLine, isPaidLater } from "@followthrough/core/domain";
import {
  isIdentityReason,
  type MailWords,
  SHOPPER_WORDS,
  type ShopperWords,
} from "@followthrough/core/words";
import { displayText } from "../../mail/display-text.ts";
import { type MailFormat, mailFormat } from "../../mail/mail-format.ts";
import { webAddress } from "../../mail/web-address.ts";
import { type AmountsView, describeAmounts, type NamedSum } from "./describe-amounts.ts";
import { describeNews, isLate } from "./describe-delay.ts";
import { openPart } from "./describe-money.ts";
import { describePoints } from "./describe-points.ts";
import { describeFolded, type OtherOrdersView } from "./folded-view.ts";
import { SITUATIONS, situationOf } from "./mail-situation.ts";
import type { RecoveryPromptInput } from "./recovery-prompt-input.ts";

/** One stop of the track. `word` says what the drawing shows; it is empty for a stop that is still to come. */
export interface TrackStop {
  readonly label: string;
  readonly kind: "done" | "open" | "failed" | "coming" | "not_needed";
  readonly word: string;
}

/** The words of a recovery mail, before it is laid out as HTML or text. */
export interface RecoveryView extends AmountsView {
  readonly lang: string;
  readonly dir: MailWords["dir"];
  readonly subject: string;
  /** The text that mail clients show next to the subject. */
  readonly preheader: string;
  readonly shopName: string;
  readonly heading: string;
  readonly greeting: string;
  /** Names the order that the next words are about, if the mail is about several. */
  readonly firstOrder: string | null;
  readonly paragraphs: readonly string[];
  readonly stepsTitle: string;
  readonly steps: readonly { readonly title: string; readonly until: string | null }[];
  readonly button: { readonly label: string; readonly url: string; readonly hint: string };
  /** The shop's own page, if the button leads to a provider's. */
  readonly orderPage: { readonly label: string; readonly url: string } | null;
  readonly trackTitle: string;
  readonly track: readonly TrackStop[];
  readonly lookAgain: string | null;
  readonly orderTitle: string;
  readonly items: readonly { readonly title: string; readonly amount: string }[];
  /** The items that are not listed; `amount` is empty if it is not known. */
  readonly moreItems: RecoveryView["items"][number] | null;
  readonly total: NamedSum;
  /** The part of the total that is left to pay, if it is a part. */
  readonly stillOpen: NamedSum | null;
  readonly others: OtherOrdersView | null;
  readonly reason: string;
  readonly wayOut: { readonly label: string; readonly url: string };
}

/** Enough to recognize the order; the page behind the button has the rest. */
const ITEMS_SHOWN = 8;
const STEPS_SHOWN = 5;

/** Chooses the words of a recovery mail; the only place that reads the input. */
export function describeRecovery(input: RecoveryPromptInput): RecoveryView {
  const format = mailFormat(input.locale, input.timeZone);
  const words = SHOPPER_WORDS[format.language];
  const copy = words.mail;
  const stage = copy.stages[input.stage];
  const situation = situationOf(input.status);
  const told = describeNews(input, format);
  const body = describeIdentity(input, words) ?? stage.body[situation];
  const asks = !isLate(input);
  const open = openPart(input);
  const resumeUrl = webAddress(input.resumeUrl);
  const folded = describeFolded(input, format);
  const order = displayText(input.orderNumber);
  const shopName = displayText(input.shopName);
  const shown = input.items.slice(0, ITEMS_SHOWN);
  return {
    lang: format.tag,
    dir: copy.dir,
    subject:
      folded?.subject ??
      (asks ? copy.subjectPrefix[input.step] : "") +
        (told?.subject ?? stage.subject[situation].replace("{order}", () => order)),
    preheader: folded?.first ?? told?.body[0] ?? body,
    shopName,
    heading: folded?.heading ?? told?.heading ?? stage.heading[situation],
    greeting: copy.greeting(nameOf(input.memberName)),
    firstOrder: folded?.first ?? null,
    paragraphs: [
      ...(told?.body ?? [body]),
      ...(asks ? [...describePoints(input.points, format), copy.urgency[input.step]] : []),
    ],
    stepsTitle: copy.stepsTitle,
    steps: (asks ? input.pendingSteps : []).slice(0, STEPS_SHOWN).map(({ title, expiresAt }) => ({
      title: displayText(title),
      until: expiresAt === null ? null : copy.stepUntil(format.time(expiresAt)),
    })),
    button: {
      ...(told?.link ?? { label: stage.button, url: resumeUrl }),
      hint: copy.linkHint,
    },
    orderPage: told?.link ? { label: copy.orderPage, url: resumeUrl } : null,
    trackTitle: folded?.trackTitle ?? copy.trackTitle,
    track: input.stages.map((stop) => describeStop(stop, input, words)),
    lookAgain:
      input.nextActionAt === null || !asks ? null : copy.lookAgain(format.time(input.nextActionAt)),
    orderTitle: copy.orderTitle(order),
    items: shown.map((line) => ({
      title: `${format.quantity(line.quantity)} × ${displayText(line.title)}`,
      amount: format.money({ ...line.unitPrice, amount: amountOfLine(line) }),
    })),
    moreItems: describeHidden(input, copy, format),
    ...describeAmounts(input, format),
    total: { label: copy.total, amount: format.money(input.total) },
    stillOpen: open === null ? null : { label: copy.stillOpen, amount: format.money(open) },
    others: folded?.others ?? null,
    reason: folded?.reason ?? copy.reason(shopName, order),
    wayOut: { label: copy.wayOut, url: webAddress(input.unsubscribeUrl) },
  };
}

/** The lines that the mail does not list, with their sum if the amounts of all of them are known. */
function describeHidden(
  { items, moreItems, total: { currency } }: RecoveryPromptInput,
  copy: ShopperWords["mail"],
  format: MailFormat,
): RecoveryView["moreItems"] {
  const hidden = items.slice(ITEMS_SHOWN);
  const count = hidden.length + (moreItems?.count ?? 0);
  if (count === 0) return null;
  const isKnown =
    moreItems?.amount !== null && hidden.every((line) => line.unitPrice.currency === currency);
  const amount = hidden.reduce((sum, line) => sum + amountOfLine(line), moreItems?.amount ?? 0);
  return {
    title: copy.moreItems(count, format.count(count)),
    amount: isKnown ? format.money({ amount, currency }) : "",
  };
}

/** Why an identity check failed; `null` if the mail is not about one, or its code has no words. */
function describeIdentity(
  { stage, status, identityReason = null }: RecoveryPromptInput,
  { identity, mail }: ShopperWords,
): string | null {
  const isFailed = stage === "verification" && situationOf(status) === "failed";
  if (!isFailed || !isIdentityReason(identityReason)) return null;
  return `${identity[identityReason]} ${mail.checkAgain}`;
}

/** Nobody is greeted by a mail address: some shops fill it in where they have no name. */
function nameOf(name: string | null): string | null {
  const shown = displayText(name ?? "");
  return shown === "" || readMailAddress(shown).address !== null ? null : shown;
}

function describeStop(
  { stage, status, required }: RecoveryPromptInput["stages"][number],
  input: RecoveryPromptInput,
  { stages, mail }: ShopperWords,
): TrackStop {
  const { stage: current, money } = input;
  const label = stages[stage];
  const situation = SITUATIONS[status];
  if (!required) return { label, kind: "not_needed", word: mail.track.notNeeded };
  const isUnpaid = money.kind === "terms" && isPaidLater(money.terms.kind);
  if (stage === "payment" && isUnpaid) return { label, kind: "coming", word: "" };
  if (situation === "done") return { label, kind: "done", word: mail.track.done };
  if (stage !== current) return { label, kind: "coming", word: "" };
  if (isLate(input)) return { label, kind: "open", word: mail.track.late };
  return { label, kind: situation, word: mail.track[situation] };
}
