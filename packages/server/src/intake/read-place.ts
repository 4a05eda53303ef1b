import type { PostalPlace } from "@followthrough/core/domain";
import { getCountry } from "countries-and-timezones";
import { readPostalCode } from "./postal-zones.ts";
import { provinceByName } from "./province-names.ts";
import { COUNTRY_ZONES } from "./province-zones.ts";

/** What a postal address says about how to write to somebody; `null` where it does not say. */
export interface Place {
  /** IANA. */
  readonly timeZone: string | null;
  /** BCP 47. */
  readonly locale: string | null;
}

const NOWHERE: Place = { timeZone: null, locale: null };

/**
 * Countries in which mail in the most common language would often be in the wrong one: those with several official
 * languages, each the first of at least a fifth of the people, and those where the common language of business is
 * another one.
 */
const MULTILINGUAL: ReadonlySet<string> = new Set(
  (
    "AE AF BA BE BH BI BY CA CH CM CY DJ DZ ER ET FJ GQ GU HK IL IN IQ KE KM KW KZ KG LK LS LU MA MG MK MO MR MT MU MV MY " +
    "MZ NA NG PG PH PK PR PY QA RW SC SG SN SO SS SZ TD TL TZ UG UZ VU XK ZA ZM ZW"
  ).split(" "),
);

/** Provinces of such countries whose people mostly speak one language. */
const PROVINCE_LANGUAGES: Readonly<Record<string, string>> = {
  "CA-QC": "fr",
  ...Object.fromEntries(
    ["AB", "BC", "MB", "NL", "NS", "ON", "PE", "SK"].map((code) => [`CA-${code}`, "en"]),
  ),
};

/**
 * Reads time zone and language from a postal address. A place with several clocks has that of most of its people: a
 * guess, but a better one than the clock of the shop, which may be in another part of the world.
 */
export function readPlace(place: PostalPlace | null): Place {
  if (place === null) return NOWHERE;
  const { country } = place;
  const province = provinceOf(place);
  return { timeZone: zoneOf(place, province), locale: localeOf(country, province) };
}

function zoneOf({ country, postalCode }: PostalPlace, province: string): string | null {
  const several = COUNTRY_ZONES[country];
  if (several === undefined) return getCountry(country)?.timezones[0] ?? null;
  const { region, area } = readPostalCode(country, postalCode);
  return region ?? several.provinces[province] ?? area ?? several.main;
}

function localeOf(country: string, province: string): string | null {
  const byProvince = PROVINCE_LANGUAGES[`${country}-${province}`];
  if (byProvince !== undefined) return `${byProvince}-${country}`;
  if (MULTILINGUAL.has(country) || getCountry(country) === null) return null;
  // CLDR's most likely language.
  const { language } = new Intl.Locale(`und-${country}`).maximize();
  return language === "und" ? null : `${language}-${country}`;
}

/** The code alone: shops also write `US-CA`, `B.C.` and `British Columbia`. */
function provinceOf({ country, province }: PostalPlace): string {
  const code = (province ?? "").toUpperCase().replaceAll(/[^A-Z0-9-]/g, "");
  if (code.startsWith(`${country}-`)) return code.slice(country.length + 1);
  return provinceByName(country, province ?? "") ?? code;
}
