import { moneyFormat } from "@followthrough/core/contract";
import { type Language, speak } from "@followthrough/core/words";
import type { MoneyInput } from "./money-input.ts";

/** Formats amounts and times for one recipient. */
export interface MailFormat {
  readonly language: Language;
  /** The mail's language tag, such as `de-AT`. */
  readonly tag: string;
  money(money: MoneyInput): string;
  /** A whole number, such as a number of points. */
  count(value: number): string;
  /** How many, or how much, with its decimals. */
  quantity(value: number): string;
  time(instant: Date): string;
  /** The day alone, without its year. */
  day(instant: Date): string;
  /** The day alone with its weekday, without its year. */
  date(instant: Date): string;
  /** Fits into a subject. Keeps the zone: a voucher often ends at midnight, and a day later elsewhere. */
  shortTime(instant: Date): string;
}

/** Each formatter is created once, because that takes longer than rendering the mail. */
const moneyFormats = new Map<string, (amount: number) => string>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** Chooses language, tag and time zone for a recipient; unknown values fall back to `en` and UTC. */
export function mailFormat(locale: string | null, timeZone: string | null): MailFormat {
  const { language, tag } = speak(locale);
  const zone = timeZone ?? "UTC";
  return {
    language,
    tag,
    money: ({ amount, currency }) => amountFormat(tag, currency)(amount),
    count: (value) => value.toLocaleString(tag),
    quantity: (value) => value.toLocaleString(tag, { maximumFractionDigits: 6 }),
    time: (instant) => timeFormat(tag, zone, "long").format(instant),
    day: (instant) => timeFormat(tag, zone, "day").format(instant),
    date: (instant) => timeFormat(tag, zone, "date").format(instant),
    shortTime: (instant) => timeFormat(tag, zone, "short").format(instant),
  };
}

function amountFormat(tag: string, currency: string): (amount: number) => string {
  const key = `${tag} ${currency}`;
  let format = moneyFormats.get(key);
  if (format === undefined) {
    format = moneyFormat(tag, currency);
    moneyFormats.set(key, format);
  }
  return format;
}

type TimeLength = "long" | "short" | "day" | "date";

function timeFormat(tag: string, timeZone: string, length: TimeLength): Intl.DateTimeFormat {
  const key = `${tag} ${timeZone} ${length}`;
  let format = timeFormats.get(key);
  if (format === undefined) {
    format = makeTimeFormat(tag, timeZone, length);
    timeFormats.set(key, format);
  }
  return format;
}

const CLOCK = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;

function makeTimeFormat(tag: string, timeZone: string, length: TimeLength): Intl.DateTimeFormat {
  const isLong = length === "long" || length === "date";
  const options = {
    ...(isLong ? { weekday: "long" as const } : {}),
    day: "numeric",
    month: isLong ? "long" : "short",
    ...(length === "day" || length === "date" ? {} : CLOCK),
  } as const;
  try {
    return new Intl.DateTimeFormat(tag, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(tag, { ...options, timeZone: "UTC" });
  }
}
