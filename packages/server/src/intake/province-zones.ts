/** A country with several clocks. Zones are IANA names. */
interface CountryZones {
  /** The clock of most people, for an address that names no place that is listed. */
  readonly main: string;
  /**
   * Zones of provinces, by the part of their ISO 3166-2 codes after the country. Those with the clock of `main` need not
   * be listed; where they are, a postal code does not count against them.
   */
  readonly provinces: Readonly<Record<string, string>>;
}

// cspell:disable
/**
 * Every country whose zones differ in their clocks, so that the list of zones is not enough. No package has this, so
 * it follows the comments of IANA's `zone.tab`, which name the provinces of each zone. A province with two clocks has
 * that of most of its people. Where shops write a code differently from ISO, both are listed. A test compares the
 * names with the package's.
 */
export const COUNTRY_ZONES: Readonly<Record<string, CountryZones>> = {
  AU: {
    main: "Australia/Sydney",
    provinces: {
      ...of("Australia/Sydney", "NSW ACT"),
      ...of("Australia/Melbourne", "VIC"),
      ...of("Australia/Brisbane", "QLD"),
      ...of("Australia/Adelaide", "SA"),
      ...of("Australia/Darwin", "NT"),
      ...of("Australia/Perth", "WA"),
      ...of("Australia/Hobart", "TAS"),
    },
  },
  BR: {
    main: "America/Sao_Paulo",
    provinces: {
      ...of("America/Manaus", "AM RO RR"),
      ...of("America/Cuiaba", "MT MS"),
      ...of("America/Rio_Branco", "AC"),
    },
  },
  CA: {
    main: "America/Toronto",
    provinces: {
      ...of("America/Toronto", "ON QC NU"),
      ...of("America/Vancouver", "BC"),
      ...of("America/Whitehorse", "YT"),
      ...of("America/Edmonton", "AB NT"),
      ...of("America/Regina", "SK"),
      ...of("America/Winnipeg", "MB"),
      ...of("America/Halifax", "NS NB PE"),
      ...of("America/St_Johns", "NL NF"),
    },
  },
  CD: {
    main: "Africa/Kinshasa",
    provinces: of("Africa/Lubumbashi", "BU HK HL HU IT KC KE KS LO LU MA NK SA SK TA TO"),
  },
  CL: { main: "America/Santiago", provinces: of("America/Punta_Arenas", "MA AI") },
  CN: { main: "Asia/Shanghai", provinces: {} },
  EC: { main: "America/Guayaquil", provinces: of("Pacific/Galapagos", "W") },
  ES: {
    main: "Europe/Madrid",
    provinces: of("Atlantic/Canary", "CN GC TF"),
  },
  FM: {
    main: "Pacific/Guadalcanal",
    provinces: of("Pacific/Port_Moresby", "TRK YAP"),
  },
  GL: { main: "America/Nuuk", provinces: {} },
  ID: {
    main: "Asia/Jakarta",
    provinces: {
      ...of("Asia/Makassar", "BA NB NT KS KI KU SA ST SG SN SR GO"),
      ...of("Asia/Jayapura", "MA MU PA PB PD PE PS PT"),
    },
  },
  KI: { main: "Pacific/Tarawa", provinces: { L: "Pacific/Kiritimati", P: "Pacific/Kanton" } },
  MN: { main: "Asia/Ulaanbaatar", provinces: of("Asia/Hovd", "043 046 071") },
  MX: {
    main: "America/Mexico_City",
    provinces: {
      ...of("America/Tijuana", "BCN BC"),
      ...of("America/Hermosillo", "SON"),
      ...of("America/Mazatlan", "BCS SIN NAY"),
      ...of("America/Cancun", "ROO QR QROO"),
    },
  },
  NZ: { main: "Pacific/Auckland", provinces: of("Pacific/Chatham", "CIT") },
  PF: { main: "Pacific/Tahiti", provinces: {} },
  PG: { main: "Pacific/Port_Moresby", provinces: of("Pacific/Bougainville", "NSB") },
  PT: {
    main: "Europe/Lisbon",
    provinces: { ...of("Atlantic/Azores", "20"), ...of("Atlantic/Madeira", "30") },
  },
  RU: {
    main: "Europe/Moscow",
    provinces: {
      ...of("Europe/Kaliningrad", "KGD"),
      ...of("Europe/Samara", "SAM UD"),
      ...of("Europe/Saratov", "SAR"),
      ...of("Europe/Astrakhan", "AST"),
      ...of("Europe/Ulyanovsk", "ULY"),
      ...of("Asia/Yekaterinburg", "SVE BA CHE KHM KGN ORE PER TYU YAN"),
      ...of("Asia/Omsk", "OMS"),
      ...of("Asia/Novosibirsk", "NVS"),
      ...of("Asia/Barnaul", "ALT AL"),
      ...of("Asia/Tomsk", "TOM"),
      ...of("Asia/Novokuznetsk", "KEM"),
      ...of("Asia/Krasnoyarsk", "KYA KK TY"),
      ...of("Asia/Irkutsk", "IRK BU"),
      ...of("Asia/Chita", "ZAB"),
      ...of("Asia/Yakutsk", "SA AMU"),
      ...of("Asia/Vladivostok", "PRI KHA YEV"),
      ...of("Asia/Magadan", "MAG"),
      ...of("Asia/Sakhalin", "SAK"),
      ...of("Asia/Kamchatka", "KAM"),
      ...of("Asia/Anadyr", "CHU"),
    },
  },
  UA: { main: "Europe/Kyiv", provinces: of("Europe/Simferopol", "43 40") },
  US: {
    main: "America/New_York",
    provinces: {
      ...of(
        "America/New_York",
        "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
      ),
      ...of("America/Chicago", "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI"),
      ...of("America/Denver", "CO MT NM UT WY"),
      ...of("America/Boise", "ID"),
      ...of("America/Phoenix", "AZ"),
      ...of("America/Los_Angeles", "CA NV OR WA"),
      ...of("America/Anchorage", "AK"),
      ...of("Pacific/Honolulu", "HI"),
      // Territories, which some shops list as states.
      ...of("America/Puerto_Rico", "PR VI"),
      ...of("Pacific/Guam", "GU MP"),
      ...of("Pacific/Pago_Pago", "AS"),
    },
  },
};
// cspell:enable

function of(zone: string, codes: string): Record<string, string> {
  return Object.fromEntries(codes.split(" ").map((code) => [code, zone]));
}
