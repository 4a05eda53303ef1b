/** Somebody who shops at Hearth & Oak. */
export interface Person {
  readonly name: string;
  /** The mail address without its domain, unique in this list. */
  readonly mailbox: string;
  /** A BCP 47 language tag. */
  readonly locale: string;
  /** An IANA time zone. */
  readonly timeZone: string;
  /** The ISO 4217 code of what they pay in. */
  readonly currency: string;
  /** Wants no mail about orders. */
  readonly isOptedOut?: true;
  /** Completes what they order. */
  readonly isSettled?: true;
}

/** The seeded members. Every shop has all of them, so that names can be looked for in any. */
export const PEOPLE: readonly Person[] = [
  person("Ada Voss", "ada.voss", "sv-SE", "Europe/Stockholm", "SEK"),
  person("Bo Lindqvist", "bo.lindqvist", "sv-SE", "Europe/Stockholm", "SEK"),
  person("Chiara Moretti", "chiara.moretti", "it-IT", "Europe/Rome", "EUR"),
  person("Dunja Petrović", "dunja.petrovic", "sr-Latn-RS", "Europe/Belgrade", "EUR"),
  person("Eamon Walsh", "eamon.walsh", "en-IE", "Europe/Dublin", "EUR"),
  { ...person("Fatou Diallo", "fatou.diallo", "fr-SN", "Africa/Dakar", "EUR"), isSettled: true },
  person("Gustav Holm", "gustav.holm", "da-DK", "Europe/Copenhagen", "DKK"),
  person("Hanako Mori", "hanako.mori", "ja-JP", "Asia/Tokyo", "JPY"),
  person("Iris Blom", "iris.blom", "nl-NL", "Europe/Amsterdam", "EUR"),
  { ...person("Jonas Weber", "jonas.weber", "de-DE", "Europe/Berlin", "EUR"), isOptedOut: true },
  person("Катя Орлова", "katya.orlova", "uk-UA", "Europe/Kyiv", "EUR"),
  { ...person("Luis Ortega", "luis.ortega", "es-US", "America/Chicago", "USD"), isSettled: true },
  person("Maeve O’Sullivan", "maeve.osullivan", "en-IE", "Europe/Dublin", "EUR"),
  person("Nikos Papadakis", "nikos.papadakis", "el-GR", "Europe/Athens", "EUR"),
  {
    ...person("Oksana Kovalenko", "oksana.kovalenko", "uk-UA", "Europe/Kyiv", "EUR"),
    isSettled: true,
  },
  person("Priya Raman", "priya.raman", "en-IN", "Asia/Kolkata", "INR"),
  person("Quentin Lefèvre", "quentin.lefevre", "fr-FR", "Europe/Paris", "EUR"),
  {
    ...person("Rosa Nascimento", "rosa.nascimento", "pt-BR", "America/Sao_Paulo", "BRL"),
    isOptedOut: true,
  },
  person("Sigrún Jónsdóttir", "sigrun.jonsdottir", "is-IS", "Atlantic/Reykjavik", "EUR"),
  person("Tomasz Zieliński", "tomasz.zielinski", "pl-PL", "Europe/Warsaw", "PLN"),
  person("Ulla Virtanen", "ulla.virtanen", "fi-FI", "Europe/Helsinki", "EUR"),
  person("Victor Okafor", "victor.okafor", "en-NG", "Africa/Lagos", "USD"),
  person("Wanjiru Kamau", "wanjiru.kamau", "sw-KE", "Africa/Nairobi", "USD"),
  person("Xavi Puig", "xavi.puig", "ca-ES", "Europe/Madrid", "EUR"),
  {
    ...person("ياسمين حداد", "yasmin.haddad", "ar-JO", "Asia/Amman", "USD"),
    isOptedOut: true,
  },
  person("Zoltán Szabó", "zoltan.szabo", "hu-HU", "Europe/Budapest", "HUF"),
  { ...person("Hannah Price", "hannah.price", "en-GB", "Europe/London", "GBP"), isSettled: true },
  person("Callum Reid", "callum.reid", "en-GB", "Europe/London", "GBP"),
  person("Grace Tamatea", "grace.tamatea", "en-NZ", "Pacific/Auckland", "NZD"),
  person("Noah Tremblay", "noah.tremblay", "fr-CA", "America/Toronto", "CAD"),
];

function person(
  name: string,
  mailbox: string,
  locale: string,
  timeZone: string,
  currency: string,
): Person {
  return { name, mailbox, locale, timeZone, currency };
}
