import { getCountry, getTimezonesForCountry } from "countries-and-timezones";
import { describe, expect, test } from "vitest";
import { COUNTRY_ZONES } from "../../src/intake/province-zones.ts";
import { readPlace } from "../../src/intake/read-place.ts";

function zoneOf(country: string, province: string | null = null, postalCode: string | null = null) {
  return readPlace({ country, province, postalCode }).timeZone;
}

/** The clock of a zone in January and July. */
function clockOf(zone: string): string {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return ["2026-01-15", "2026-07-15"].map((day) => format.format(new Date(day)).slice(-9)).join();
}

// Antarctica and islands without shoppers: their zones differ, and no province tells them apart.
const UNINHABITED = ["AQ", "TF", "UM"];

describe("the table of countries with several clocks", () => {
  const all = [...Array(26).keys()].map((at) => String.fromCharCode(65 + at));
  const countries = all
    .flatMap((one) => all.map((other) => one + other))
    .filter((country) => getCountry(country) !== null);

  test("has each of them, so that no other country's zone is a guess", () => {
    const several = countries.filter((country) => {
      const zones = getTimezonesForCountry(country) ?? [];
      return new Set(zones.map(({ name }) => clockOf(name))).size > 1;
    });
    const missing = several.filter((country) => !(country in COUNTRY_ZONES));
    expect(countries.length).toBeGreaterThan(230);
    expect(missing).toEqual(UNINHABITED);
  });

  test.each(Object.entries(COUNTRY_ZONES))("names only zones of %s", (country, several) => {
    const { main, provinces, postalCodes = {} } = several;
    const known = (getTimezonesForCountry(country) ?? []).map(({ name }) => clockOf(name));
    // Territories of the United States are countries of their own there.
    const territories = country === "US" ? ["PR", "GU", "AS"] : [];
    const theirs = territories.flatMap((code) =>
      (getTimezonesForCountry(code) ?? []).map(({ name }) => clockOf(name)),
    );
    for (const zone of [main, ...Object.values(provinces), ...Object.values(postalCodes)]) {
      expect([...known, ...theirs]).toContain(clockOf(zone));
    }
  });
});

describe("the time zone of an address", () => {
  test.each([
    ["DE", null, null, "Europe/Berlin"],
    ["IN", "MH", null, "Asia/Kolkata"],
    ["US", "CA", "90012", "America/Los_Angeles"],
    ["US", "US-CA", null, "America/Los_Angeles"],
    ["US", "us-ca", null, "America/Los_Angeles"],
    ["US", null, null, "America/New_York"],
    ["US", "ZZ", null, "America/New_York"],
    ["US", "TX", "78701", "America/Chicago"],
    ["US", "TX", "79901", "America/Denver"],
    ["US", "FL", "33101", "America/New_York"],
    ["US", "FL", "32501-1234", "America/Chicago"],
    ["US", "TN", "37902", "America/New_York"],
    ["US", "HI", null, "Pacific/Honolulu"],
    ["US", "AZ", null, "America/Phoenix"],
    ["CA", "BC", "V5K 0A1", "America/Vancouver"],
    ["CA", "NL", null, "America/St_Johns"],
    ["CA", null, null, "America/Toronto"],
    ["AU", "WA", null, "Australia/Perth"],
    ["BR", "AM", null, "America/Manaus"],
    ["BR", "SP", null, "America/Sao_Paulo"],
    ["MX", "BCN", null, "America/Tijuana"],
    ["MX", "B.C.", null, "America/Tijuana"],
    ["MX", "Q ROO", null, "America/Cancun"],
    ["RU", "KAM", null, "Asia/Kamchatka"],
    ["ID", "BA", null, "Asia/Makassar"],
    ["CD", "HK", null, "Africa/Lubumbashi"],
    ["ES", "GC", null, "Atlantic/Canary"],
    ["ES", null, "38001", "Atlantic/Canary"],
    ["ES", "M", "28001", "Europe/Madrid"],
    ["PT", null, "9500-321", "Atlantic/Azores"],
    ["PT", "PT-30", null, "Atlantic/Madeira"],
    ["CL", "MA", null, "America/Punta_Arenas"],
    ["EC", "W", null, "Pacific/Galapagos"],
    ["ZZ", null, null, null],
  ])("%s %s %s is %s", (country, province, postalCode, zone) => {
    expect(zoneOf(country, province, postalCode)).toBe(zone);
  });

  test("has one clock in Kazakhstan, as since 2024", () => {
    expect(clockOf(zoneOf("KZ") ?? "")).toBe(clockOf("Asia/Almaty"));
  });
});

describe("the language of an address", () => {
  test.each([
    ["DE", null, "de-DE"],
    ["AT", null, "de-AT"],
    ["MX", null, "es-MX"],
    ["JP", null, "ja-JP"],
    ["US", "CA", "en-US"],
    ["CA", "QC", "fr-CA"],
    ["CA", "ON", "en-CA"],
    // Where another language is spoken by many, mail in a wrong one would be worse than English.
    ["CA", null, null],
    ["CH", null, null],
    ["BE", null, null],
    ["LU", null, null],
    ["IN", null, null],
    ["ZZ", null, null],
  ])("%s %s is %s", (country, province, locale) => {
    expect(readPlace({ country, province, postalCode: null }).locale).toBe(locale);
  });
});

test("no address says nothing", () => {
  expect(readPlace(null)).toEqual({ timeZone: null, locale: null });
});
