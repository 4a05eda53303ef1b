import { minorDigits } from "@followthrough/core/contract";
import { LANGUAGES, type Language } from "./recovery-copy.ts";
import type { MoneyInput } from "./recovery-prompt-input.ts";

/** Formats amounts and times for one reader. */
export interface MailFormat {
  readonly language: Language;
  /** What the mail is marked with, such as `de-AT`. */
  readonly tag: string;
  money(money: MoneyInput): string;
  /** A whole number, such as of points. */
  count(value: number): string;
  time(instant: Date): string;
}

/** Made once each: building a formatter takes longer than rendering the mail. */
const moneyFormats = new Map<string, { format(amount: number): string }>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** Chooses language, tag and time zone for a reader; what isn't known falls back to `en` and UTC. */
export function mailFormat(locale: string | null, timeZone: string | null): MailFormat {
  const { language, tag } = speak(locale);
  const zone = timeZone ?? "UTC";
  return {
    language,
    tag,
    money: ({ amount, currency }) => moneyFormat(tag, currency).format(amount),
    count: (value) => value.toLocaleString(tag),
    time: (instant) => timeFormat(tag, zone).format(instant),
  };
}

/** Only language and region are kept: they bound the number of formatters, and the rest can't be read aloud. */
function speak(locale: string | null): { language: Language; tag: string } {
  try {
    const { language, region } = new Intl.Locale(locale ?? "en");
    const known = LANGUAGES.find((candidate) => candidate === language);
    if (known === undefined) return { language: "en", tag: "en" };
    return { language: known, tag: region === undefined ? known : `${known}-${region}` };
  } catch {
    return { language: "en", tag: "en" };
  }
}

function moneyFormat(tag: string, currency: string): { format(amount: number): string } {
  const key = `${tag} ${currency}`;
  let format = moneyFormats.get(key);
  if (format === undefined) {
    format = makeMoneyFormat(tag, currency);
    moneyFormats.set(key, format);
  }
  return format;
}

function makeMoneyFormat(tag: string, currency: string): { format(amount: number): string } {
  const digits = minorDigits(currency);
  const exact = new Intl.NumberFormat(tag, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return { format: (amount) => exact.format(amount / 10 ** digits) };
}

function timeFormat(tag: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${tag} ${timeZone}`;
  let format = timeFormats.get(key);
  if (format === undefined) {
    format = makeTimeFormat(tag, timeZone);
    timeFormats.set(key, format);
  }
  return format;
}

function makeTimeFormat(tag: string, timeZone: string): Intl.DateTimeFormat {
  const options = {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  } as const;
  try {
    return new Intl.DateTimeFormat(tag, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(tag, { ...options, timeZone: "UTC" });
  }
}
