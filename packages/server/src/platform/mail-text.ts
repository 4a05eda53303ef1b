import { addressParser } from "postal-mime";

/** The addresses in these texts without their names, in lower case, each once. */
export function bareAddresses(texts: readonly (string | null | undefined)[]): string[] {
  const mailboxes = texts.flatMap((text) => addressParser(text ?? "", { flatten: true }));
  const addresses = mailboxes.map(({ address = "" }) => address.trim().toLowerCase());
  // Text without an address is parsed as one. Postgres can't store NUL, and nothing is longer than this (RFC 5321).
  return [
    ...new Set(
      addresses.filter((each) => /^[^\s\p{Cc}]+@[^\s\p{Cc}@]+$/u.test(each) && each.length <= 320),
    ),
  ];
}

/** A Message-ID as `<left@right>`, whether or not the text has the brackets; `null` if it is none. */
export function messageIdOrNull(text: string | null | undefined): string | null {
  const [, id] = /^\s*<?([^<>\s\p{Cc}]{1,512}@[^<>\s\p{Cc}]{1,512}?)>?\s*$/u.exec(text ?? "") ?? [];
  return id === undefined ? null : `<${id}>`;
}
