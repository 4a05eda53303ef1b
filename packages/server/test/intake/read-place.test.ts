import { getCountry, getTimezonesForCountry } from "countries-and-timezones";
import { describe, expect, test } from "vitest";
import { POSTAL_ZONES } from "../../src/intake/postal-zones.ts";
import { NAMED_PROVINCES } from "../../src/intake/province-names.ts";
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
    const { main, provinces } = several;
    const { regions = {}, areas = {} } = POSTAL_ZONES[country] ?? {};
    const byCode = [...Object.values(regions), ...Object.values(areas)];
    const known = (getTimezonesForCountry(country) ?? []).map(({ name }) => clockOf(name));
    // Territories of the United States are countries of their own there.
    const territories = country === "US" ? ["PR", "GU", "AS"] : [];
    const theirs = territories.flatMap((code) =>
      (getTimezonesForCountry(code) ?? []).map(({ name }) => clockOf(name)),
    );
    for (const zone of [main, ...Object.values(provinces), ...byCode]) {
      expect([...known, ...theirs]).toContain(clockOf(zone));
    }
  });
});

describe("the names of provinces", () => {
  test("are of provinces that are listed", () => {
    const unlisted = NAMED_PROVINCES.filter(
      ({ country, code }) => COUNTRY_ZONES[country]?.provinces[code] === undefined,
    );
    expect(NAMED_PROVINCES.length).toBeGreaterThan(200);
    expect(unlisted).toEqual([]);
  });

  test("give the zone of their code", () => {
    const others = NAMED_PROVINCES.filter(
      ({ country, code, name }) => zoneOf(country, name) !== zoneOf(country, code),
    );
    expect(others).toEqual([]);
  });

  test("are known for each listed zone", () => {
    const named = new Set(
      NAMED_PROVINCES.map(({ country, code }) => `${country} ${zoneOf(country, code)}`),
    );
    const unnamed = Object.entries(COUNTRY_ZONES).flatMap(([country, { provinces }]) =>
      Object.values(provinces).filter((zone) => !named.has(`${country} ${zone}`)),
    );
    expect(unnamed).toEqual([]);
  });
});

// cspell:disable
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

  test.each([
    ["US", "California", "America/Los_Angeles"],
    ["US", " california ", "America/Los_Angeles"],
    ["US", "NEW  MEXICO", "America/Denver"],
    ["US", "Washington State", "America/Los_Angeles"],
    ["US", "Washington, D.C.", "America/New_York"],
    ["US", "West Virginia", "America/New_York"],
    ["US", "U.S. Virgin Islands", "America/Puerto_Rico"],
    ["CA", "British Columbia", "America/Vancouver"],
    ["CA", "Colombie-Britannique", "America/Vancouver"],
    ["CA", "Nouvelle-Écosse", "America/Halifax"],
    ["CA", "nouvelle ecosse", "America/Halifax"],
    ["CA", "Québec", "America/Toronto"],
    ["AU", "Western Australia", "Australia/Perth"],
    ["AU", "South Australia", "Australia/Adelaide"],
    ["BR", "Amazonas", "America/Manaus"],
    ["BR", "Mato Grosso do Sul", "America/Cuiaba"],
    ["BR", "São Paulo", "America/Sao_Paulo"],
    ["MX", "Baja California", "America/Tijuana"],
    ["MX", "Baja California Sur", "America/Mazatlan"],
    ["RU", "Kamchatka Krai", "Asia/Kamchatka"],
    ["RU", "Republic of Buryatia", "Asia/Irkutsk"],
    ["ID", "Provinsi Bali", "Asia/Makassar"],
    ["ID", "Papua Barat Daya", "Asia/Jayapura"],
    ["CL", "Región de Magallanes y de la Antártica Chilena", "America/Punta_Arenas"],
    ["ES", "Las Palmas", "Atlantic/Canary"],
    ["PT", "Açores", "Atlantic/Azores"],
    ["MN", "Bayan-Ölgii", "Asia/Hovd"],
    ["US", "Atlantis", "America/New_York"],
  ])("%s is known by the name of its province, %s", (country, province, zone) => {
    expect(zoneOf(country, province)).toBe(zone);
  });

  test.each([
    ["US", null, "90012", "America/Los_Angeles"],
    ["US", "Kalifornien", "90012-1234", "America/Los_Angeles"],
    ["US", null, "900121234", "America/Los_Angeles"],
    ["US", null, "60601", "America/Chicago"],
    ["US", null, "37902", "America/New_York"],
    ["US", null, "79901", "America/Denver"],
    ["US", null, "85001", "America/Phoenix"],
    ["US", null, "99501", "America/Anchorage"],
    ["US", null, "96801", "Pacific/Honolulu"],
    ["US", null, "96799", "Pacific/Pago_Pago"],
    ["US", null, "00901", "America/Puerto_Rico"],
    ["US", null, "10001", "America/New_York"],
    ["CA", null, "V5K 0A1", "America/Vancouver"],
    ["CA", "?", "t2p1j9", "America/Edmonton"],
    ["CA", null, "X1A 2N1", "America/Edmonton"],
    ["CA", null, "M5V 3L9", "America/Toronto"],
    ["AU", null, "6000", "Australia/Perth"],
    ["AU", null, "800", "Australia/Darwin"],
    ["AU", "NSW", "2880", "Australia/Broken_Hill"],
    ["BR", null, "69005-070", "America/Manaus"],
    ["BR", null, "01310-100", "America/Sao_Paulo"],
    ["BR", null, "1310100", "America/Sao_Paulo"],
    ["MX", null, "22000", "America/Tijuana"],
    ["MX", "CHIH", "32000", "America/Ciudad_Juarez"],
  ])("%s %s %s is known by its postal code", (country, province, postalCode, zone) => {
    expect(zoneOf(country, province, postalCode)).toBe(zone);
  });

  test.each([
    ["US", "NH", "3242", "America/New_York"],
    ["US", "NH", "3242-1234", "America/New_York"],
    ["US", null, "32421234", "America/New_York"],
    ["ES", null, "3501", "Europe/Madrid"],
    ["ES", null, "3801", "Europe/Madrid"],
    ["MX", null, "3200", "America/Mexico_City"],
  ])("%s %s %s has lost its leading zero", (country, province, postalCode, zone) => {
    expect(zoneOf(country, province, postalCode)).toBe(zone);
  });

  test.each([
    ["US", "NY", "90012", "America/New_York"],
    ["US", "TX", "7870", "America/Chicago"],
    ["US", null, "900", "America/New_York"],
    ["US", null, "900**", "America/New_York"],
    ["US", null, "9001234567890", "America/New_York"],
    ["AU", "New South Wales", "4383", "Australia/Sydney"],
    ["CA", "ON", "V5K 0A1", "America/Toronto"],
  ])(
    "%s %s %s follows a province that is known, and no part of a code",
    (country, province, postalCode, zone) => {
      expect(zoneOf(country, province, postalCode)).toBe(zone);
    },
  );

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
    ["CA", "Québec", "fr-CA"],
    ["CA", "Ontario", "en-CA"],
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

// cspell:enable

test("no address says nothing", () => {
  expect(readPlace(null)).toEqual({ timeZone: null, locale: null });
});
