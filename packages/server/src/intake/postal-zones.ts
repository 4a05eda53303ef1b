/** How postal codes of a country tell its clocks apart. Zones are IANA names, by the beginnings of codes. */
interface PostalZones {
  /**
   * How many digits a code has, and how many more may follow (ZIP+4). `null` if codes have letters. Spreadsheets lose
   * leading zeros: without this, 3201 (for 03201, Alicante or New Hampshire) would begin like 32.
   */
  readonly digits: readonly [number, number] | null;
  /** Regions with another clock than their province. */
  readonly regions: Readonly<Record<string, string>>;
  /** Whole provinces, for an address whose province is not known. */
  readonly areas: Readonly<Record<string, string>>;
}

const NONE = {};

// cspell:disable
/**
 * Beginnings of postal codes, where they tell more than the province, or stand for it. A test compares the zones with
 * those of the country.
 *
 * Sources: for the United States the list L002 of USPS (3-digit ZIP Code prefix matrix, postalpro.usps.com), for Canada
 * the first letters of Canada Post, for Australia the ranges of Australia Post, for Brazil those of Correios, for Mexico
 * the first two digits of SEPOMEX.
 */
export const POSTAL_ZONES: Readonly<Record<string, PostalZones>> = {
  AU: {
    digits: [4, 0],
    regions: { ...of("Australia/Broken_Hill", "2880"), ...of("Australia/Lord_Howe", "2898") },
    areas: {
      ...of("Australia/Melbourne", "3 8"),
      ...of("Australia/Brisbane", "4 9"),
      ...of("Australia/Adelaide", "5"),
      ...of("Australia/Perth", "6"),
      ...of("Australia/Hobart", "7"),
      ...of("Australia/Darwin", "08 09"),
    },
  },
  BR: {
    digits: [5, 3],
    regions: NONE,
    areas: {
      ...of("America/Manaus", "690-698 768-769"),
      ...of("America/Rio_Branco", "699"),
      ...of("America/Cuiaba", "780-788 790-799"),
    },
  },
  CA: {
    digits: null,
    regions: NONE,
    areas: {
      ...of("America/St_Johns", "A"),
      ...of("America/Halifax", "B C E"),
      ...of("America/Winnipeg", "R"),
      ...of("America/Regina", "S"),
      // X is the Northwest Territories and, as X0A to X0C, Nunavut.
      ...of("America/Edmonton", "T X0E X0G X1A"),
      ...of("America/Vancouver", "V"),
      ...of("America/Whitehorse", "Y"),
    },
  },
  ES: { digits: [5, 0], regions: of("Atlantic/Canary", "35 38"), areas: NONE },
  MX: {
    digits: [5, 0],
    // Towns at the border keep the clock of the other side.
    regions: of("America/Ciudad_Juarez", "32"),
    areas: {
      ...of("America/Tijuana", "21-22"),
      ...of("America/Hermosillo", "83-85"),
      ...of("America/Mazatlan", "23 63 80-82"),
      ...of("America/Cancun", "77"),
    },
  },
  PT: {
    digits: [4, 3],
    regions: { ...of("Atlantic/Madeira", "90-94"), ...of("Atlantic/Azores", "95-99") },
    areas: NONE,
  },
  US: {
    digits: [5, 4],
    // States with two clocks.
    regions: {
      ...of("America/Chicago", "324-325 420-424 463-464 476-477"),
      ...of("America/New_York", "374 376-379"),
      ...of("America/Denver", "577 586 693 798-799 885"),
      ...of("America/Los_Angeles", "835 838"),
      ...of("America/Boise", "979"),
    },
    areas: {
      ...of("America/Chicago", "350-397 500-567 570-588 600-658 660-693 700-729 730-799"),
      ...of("America/Denver", "590-599 800-831 840-847 870-884"),
      ...of("America/Boise", "832-838"),
      ...of("America/Phoenix", "850-865"),
      ...of("America/Los_Angeles", "889-961 970-994"),
      ...of("Pacific/Honolulu", "967-968"),
      ...of("America/Anchorage", "995-999"),
      ...of("America/Puerto_Rico", "006-009"),
      ...of("Pacific/Guam", "969"),
      ...of("Pacific/Pago_Pago", "96799"),
    },
  },
};
// cspell:enable

/** What a postal code says about the clock: of its region, and of its whole province; `null` where it does not say. */
export function readPostalCode(
  country: string,
  postalCode: string | null,
): { readonly region: string | null; readonly area: string | null } {
  const zones = POSTAL_ZONES[country];
  const code = zones === undefined ? null : wholeCode(postalCode ?? "", zones.digits);
  if (zones === undefined || code === null) return { region: null, area: null };
  return { region: longestMatch(zones.regions, code), area: longestMatch(zones.areas, code) };
}

function wholeCode(text: string, digits: PostalZones["digits"]): string | null {
  if (digits === null) return text.toUpperCase().replaceAll(/[^A-Z\d]/g, "");
  // Up to the part that only says which street: 90012-1234, 9500-321.
  const [, said = ""] = /^\D*(\d+)/.exec(text.replaceAll(/\s/g, "")) ?? [];
  const [short, more] = digits;
  const length = said.length > short ? short + more : short;
  // One that lacks more is a part of a code (900**), and not one without its zeros.
  return said.length === length || said.length === length - 1 ? said.padStart(length, "0") : null;
}

function longestMatch(zones: Readonly<Record<string, string>>, code: string): string | null {
  for (let length = code.length; length > 0; length -= 1) {
    const zone = zones[code.slice(0, length)];
    if (zone !== undefined) return zone;
  }
  return null;
}

/** @param beginnings of codes, also as ranges (`006-009`) */
function of(zone: string, beginnings: string): Record<string, string> {
  return Object.fromEntries(
    beginnings
      .split(" ")
      .flatMap(range)
      .map((each) => [each, zone]),
  );
}

function range(text: string): string[] {
  const [first = "", last = first] = text.split("-");
  if (first === last) return [first];
  const count = Number(last) - Number(first) + 1;
  return Array.from({ length: count }, (_, at) =>
    String(Number(first) + at).padStart(first.length, "0"),
  );
}
