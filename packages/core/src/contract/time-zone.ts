import { text } from "./primitives.ts";

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return !/^[+-]/.test(value);
  } catch {
    return false;
  }
}

/** The name of an IANA time zone, such as `Europe/Stockholm`. An offset is not allowed: it has no clock changes. */
export const TimeZone = text(64).refine(isTimeZone, { error: "must be an IANA time zone" });
