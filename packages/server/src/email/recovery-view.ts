import type { Stage } from "@followthrough/core/domain";
import { describePoints } from "./describe-points.ts";
import { displayText } from "./display-text.ts";
import { describeFolded, type OtherOrdersView } from "./folded-view.ts";
import { mailFormat } from "./mail-format.ts";
import { type Copy, RECOVERY_COPY } from "./recovery-copy.ts";
import type { MoneyInput, RecoveryPromptInput } from "./recovery-prompt-input.ts";
import { SITUATIONS, situationOf } from "./situation.ts";
import { webAddress } from "./web-address.ts";

/** One stop of the track. `word` says in words what the drawing shows; empty for one that is to come. */
export interface TrackStop {
  readonly label: string;
  readonly kind: "done" | "open" | "failed" | "coming" | "not_needed";
  readonly word: string;
}

/** A recovery mail in words, before it is laid out as HTML or text. */
export interface RecoveryView {
  readonly lang: string;
  readonly dir: Copy["dir"];
  readonly subject: string;
  /** What an inbox shows beside the subject. */
  readonly preheader: string;
  readonly shopName: string;
  readonly heading: string;
  readonly greeting: string;
  /** Which order the next words are about, where the mail speaks of several. */
  readonly firstOrder: string | null;
  readonly paragraphs: readonly string[];
  readonly stepsTitle: string;
  readonly steps: readonly { readonly title: string; readonly until: string | null }[];
  readonly button: { readonly label: string; readonly url: string; readonly hint: string };
  readonly trackTitle: string;
  readonly track: readonly TrackStop[];
  readonly lookAgain: string | null;
  readonly orderTitle: string;
  readonly items: readonly { readonly title: string; readonly amount: string }[];
  readonly moreItems: string | null;
  /** Between the items and the total, where they differ. */
  readonly difference: { readonly label: string; readonly amount: string } | null;
  readonly total: { readonly label: string; readonly amount: string };
  readonly others: OtherOrdersView | null;
  readonly reason: string;
  readonly wayOut: { readonly label: string; readonly url: string };
}

/** Enough to know the order again; the page behind the button has the rest. */
const ITEMS_SHOWN = 8;
const STEPS_SHOWN = 5;

/** Chooses the words of a recovery mail; the only place that reads the input. */
export function describeRecovery(input: RecoveryPromptInput): RecoveryView {
  const format = mailFormat(input.locale, input.timeZone);
  const copy = RECOVERY_COPY[format.language];
  const stage = copy.stages[input.stage];
  const situation = situationOf(input.status);
  const folded = describeFolded(input, format);
  const order = displayText(input.orderNumber);
  const shopName = displayText(input.shopName);
  const hidden = input.items.length - ITEMS_SHOWN;

  return {
    lang: format.tag,
    dir: copy.dir,
    subject:
      folded?.subject ??
      copy.subjectPrefix[input.step] + stage.subject[situation].replace("{order}", () => order),
    preheader: folded?.first ?? stage.body[situation],
    shopName,
    heading: folded?.heading ?? stage.heading[situation],
    greeting: copy.greeting(nameOf(input.memberName)),
    firstOrder: folded?.first ?? null,
    paragraphs: [
      stage.body[situation],
      ...describePoints(input.points, format),
      copy.urgency[input.step],
    ],
    stepsTitle: copy.stepsTitle,
    steps: input.pendingSteps.slice(0, STEPS_SHOWN).map(({ title, expiresAt }) => ({
      title: displayText(title),
      until: expiresAt === null ? null : copy.stepUntil(format.time(expiresAt)),
    })),
    button: { label: stage.button, url: webAddress(input.resumeUrl), hint: copy.linkHint },
    trackTitle: folded?.trackTitle ?? copy.trackTitle,
    track: input.stages.map((stop) => describeStop(stop, input.stage, copy)),
    lookAgain: input.nextActionAt === null ? null : copy.lookAgain(format.time(input.nextActionAt)),
    orderTitle: copy.orderTitle(order),
    items: input.items.slice(0, ITEMS_SHOWN).map(({ title, quantity, unitPrice }) => ({
      title: `${quantity} × ${displayText(title)}`,
      amount: format.money({ ...unitPrice, amount: unitPrice.amount * quantity }),
    })),
    moreItems: hidden > 0 ? copy.moreItems(hidden) : null,
    difference: describeDifference(input, copy, format.money),
    total: { label: copy.total, amount: format.money(input.total) },
    others: folded?.others ?? null,
    reason: folded?.reason ?? copy.reason(shopName, order),
    wayOut: { label: copy.wayOut, url: webAddress(input.unsubscribeUrl) },
  };
}

function describeDifference(
  { items, total }: RecoveryPromptInput,
  copy: Copy,
  money: (amount: MoneyInput) => string,
): RecoveryView["difference"] {
  const isComparable = items.every(({ unitPrice }) => unitPrice.currency === total.currency);
  const sum = items.reduce((all, { unitPrice, quantity }) => all + unitPrice.amount * quantity, 0);
  const amount = total.amount - sum;
  if (!isComparable || items.length === 0 || amount === 0) return null;
  return { label: amount < 0 ? copy.less : copy.more, amount: money({ ...total, amount }) };
}

function nameOf(name: string | null): string | null {
  const shown = displayText(name ?? "");
  return shown === "" ? null : shown;
}

function describeStop(
  { stage, status, required }: RecoveryPromptInput["stages"][number],
  current: Stage,
  copy: Copy,
): TrackStop {
  const { label } = copy.stages[stage];
  const situation = SITUATIONS[status];
  if (!required) return { label, kind: "not_needed", word: copy.track.notNeeded };
  if (situation === "done") return { label, kind: "done", word: copy.track.done };
  if (stage !== current) return { label, kind: "coming", word: "" };
  return { label, kind: situation, word: copy.track[situation] };
}
