// cspell:disable
/**
 * The names of provinces whose codes count here (`province-zones.ts`), for shops that write names: code, then the names
 * in English, in the language of the country and as shops shorten them. Words such as "oblast" or "state" don't matter.
 */
const NAMES: Readonly<Record<string, string>> = {
  AU: `ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland;
    SA South Australia; TAS Tasmania; VIC Victoria; WA Western Australia`,
  BR: `AC Acre; AM Amazonas; MS Mato Grosso do Sul; MT Mato Grosso; RO Rondônia; RR Roraima`,
  CA: `AB Alberta; BC British Columbia, Colombie-Britannique; MB Manitoba; NB New Brunswick, Nouveau-Brunswick;
    NL Newfoundland and Labrador, Newfoundland, Terre-Neuve-et-Labrador, Terre-Neuve;
    NS Nova Scotia, Nouvelle-Écosse; NT Northwest Territories, Territoires du Nord-Ouest; NU Nunavut; ON Ontario;
    PE Prince Edward Island, Île-du-Prince-Édouard; QC Quebec; SK Saskatchewan; YT Yukon, Territoire du Yukon`,
  CD: `BU Bas-Uele; HK Haut-Katanga; HL Haut-Lomami; HU Haut-Uele; IT Ituri; KC Kasai Central; KE Kasai Oriental;
    KS Kasai; LO Lomami; LU Lualaba; MA Maniema; NK North Kivu, Nord-Kivu; SA Sankuru; SK South Kivu, Sud-Kivu;
    TA Tanganyika; TO Tshopo`,
  CL: `AI Aysén, Aisén; MA Magallanes, Magallanes y de la Antártica Chilena`,
  EC: `W Galápagos`,
  ES: `CN Canary Islands, Canarias, Islas Canarias; GC Las Palmas, Gran Canaria; TF Santa Cruz de Tenerife, Tenerife`,
  FM: `TRK Chuuk; YAP Yap`,
  ID: `BA Bali; NB West Nusa Tenggara, Nusa Tenggara Barat; NT East Nusa Tenggara, Nusa Tenggara Timur;
    KS South Kalimantan, Kalimantan Selatan; KI East Kalimantan, Kalimantan Timur; KU North Kalimantan,
    Kalimantan Utara; SA North Sulawesi, Sulawesi Utara; ST Central Sulawesi, Sulawesi Tengah; SG Southeast Sulawesi,
    Sulawesi Tenggara; SN South Sulawesi, Sulawesi Selatan; SR West Sulawesi, Sulawesi Barat; GO Gorontalo;
    MA Maluku; MU North Maluku, Maluku Utara; PA Papua; PB West Papua, Papua Barat; PD Southwest Papua,
    Papua Barat Daya; PE Highland Papua, Papua Pegunungan; PS South Papua, Papua Selatan; PT Central Papua,
    Papua Tengah`,
  KI: `L Line Islands; P Phoenix Islands`,
  MN: `043 Khovd, Hovd; 046 Uvs; 071 Bayan-Ölgii`,
  MX: `BCN Baja California, Baja California Norte; BCS Baja California Sur; NAY Nayarit; ROO Quintana Roo;
    SIN Sinaloa; SON Sonora`,
  NZ: `CIT Chatham Islands`,
  PG: `NSB Bougainville`,
  PT: `20 Azores, Açores, Região Autónoma dos Açores; 30 Madeira, Região Autónoma da Madeira`,
  RU: `AL Altai Republic, Gorno-Altai; ALT Altai Krai; AMU Amur; AST Astrakhan; BA Bashkortostan; BU Buryatia;
    CHE Chelyabinsk; CHU Chukotka, Chukotka Autonomous Okrug; IRK Irkutsk; KAM Kamchatka; KEM Kemerovo, Kuzbass;
    KGD Kaliningrad; KGN Kurgan; KHA Khabarovsk; KHM Khanty-Mansi, Khanty-Mansi Autonomous Okrug, Yugra; KK Khakassia;
    KYA Krasnoyarsk; MAG Magadan; NVS Novosibirsk; OMS Omsk; ORE Orenburg; PER Perm; PRI Primorsky, Primorye;
    SA Sakha, Yakutia, Sakha (Yakutia); SAK Sakhalin; SAM Samara; SAR Saratov; SVE Sverdlovsk; TOM Tomsk; TY Tuva,
    Tyva; TYU Tyumen; UD Udmurtia; ULY Ulyanovsk; YAN Yamalo-Nenets, Yamalo-Nenets Autonomous Okrug;
    YEV Jewish Autonomous Oblast; ZAB Zabaykalsky, Transbaikal`,
  UA: `40 Sevastopol; 43 Crimea, Autonomous Republic of Crimea`,
  US: `AK Alaska; AL Alabama; AR Arkansas; AS American Samoa; AZ Arizona; CA California; CO Colorado; CT Connecticut;
    DC District of Columbia, Washington DC; DE Delaware; FL Florida; GA Georgia; GU Guam; HI Hawaii; IA Iowa;
    ID Idaho; IL Illinois; IN Indiana; KS Kansas; KY Kentucky; LA Louisiana; MA Massachusetts; MD Maryland; ME Maine;
    MI Michigan; MN Minnesota; MO Missouri; MP Northern Mariana Islands; MS Mississippi; MT Montana;
    NC North Carolina; ND North Dakota; NE Nebraska; NH New Hampshire; NJ New Jersey; NM New Mexico; NV Nevada;
    NY New York; OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania; PR Puerto Rico; RI Rhode Island;
    SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah; VA Virginia; VI Virgin Islands,
    U.S. Virgin Islands; VT Vermont; WA Washington; WI Wisconsin; WV West Virginia; WY Wyoming`,
};

const NOISE =
  /\b(?:STATE|ESTADO|PROVINCE|PROVINSI|PROVINCIA|REGION|OBLAST|KRAI|KRAY|REPUBLIC|OF|DE|DEL|DO|DA|DU)\b/g;
// cspell:enable

/** Each name once, with its country and the code. */
export const NAMED_PROVINCES = Object.entries(NAMES).flatMap(([country, names]) =>
  names.split(";").flatMap((entry) => {
    const [, code = "", list = ""] = /^\s*(\w+)\s+(.*)$/s.exec(entry) ?? [];
    return list.split(",").map((name) => ({ country, code, name: name.trim() }));
  }),
);

const CODES: ReadonlyMap<string, string> = new Map(
  NAMED_PROVINCES.map(({ country, code, name }) => [`${country} ${nameKey(name)}`, code]),
);

/** The code of a province by its name in any spelling; `null` if no name is known. */
export function provinceByName(country: string, name: string): string | null {
  return CODES.get(`${country} ${nameKey(name)}`) ?? null;
}

/** Accents, letter case, blanks and punctuation don't matter. */
function nameKey(name: string): string {
  const plain = name.normalize("NFD").replaceAll(/\p{M}/gu, "").toUpperCase();
  return plain
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .replaceAll(NOISE, "")
    .replaceAll(" ", "");
}
