import { LANGUAGES, type Language } from "./catalogs.ts";

/**
 * The language in which we write to somebody, with a tag for it. Keeps only language and region: they limit the number
 * of formatters, and screen readers ignore the rest. An unknown language is English.
 *
 * @param locale a BCP 47 tag; anything else counts as unknown
 */
export function speak(locale: string | null): {
  readonly language: Language;
  /** Such as `de-AT`. */
  readonly tag: string;
} {
  try {
    const { language, region } = new Intl.Locale(locale ?? "en");
    const known = LANGUAGES.find((candidate) => candidate === language);
    if (known === undefined) return { language: "en", tag: "en" };
    return { language: known, tag: region === undefined ? known : `${known}-${region}` };
  } catch {
    return { language: "en", tag: "en" };
  }
}
