import { z } from "zod";
import { MAIL_ADDRESS_PROBLEMS, type MailAddressProblem } from "../domain/index.ts";

/** RFC 5322 atext and RFC 6532's letters and marks of every script: nothing that a header or a command could split at. */
const ATOM = /^(?:[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]|(?![\p{C}\p{Z}])\P{ASCII})$/u;

/** A label of a domain name, in ASCII or in any script. */
const LABEL = /^(?!-)[\p{L}\p{M}\p{N}-]{1,63}(?<!-)$/u;

/** The last label has letters, so that an IPv4 address is no domain. */
const LAST_LABEL = /^(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+|(?=.*\P{ASCII}).{2,})$/u;

// RFC 5321, 4.5.3.1, in octets: 64 for the local part, and 256 for a path with its angle brackets.
const MOST_LOCAL = 64;
const MOST = 254;

/** A mail address that can be written to, or why it can't be. */
export type ReadMailAddress =
  | { readonly address: string; readonly problem: null }
  | { readonly address: null; readonly problem: MailAddressProblem };

/**
 * Reads one bare mail address. Beyond RFC 5321 it takes dots anywhere in the local part, as Japanese carriers once gave
 * them out (`a..b@docomo.ne.jp`), domains in every script, and local parts in every script (RFC 6531). Spaces around
 * it are dropped, as are quotes that it does not need. Comments, other quoted local parts and address literals are
 * malformed.
 *
 * @returns the address as it is stored, its domain as given
 */
export function readMailAddress(text: string): ReadMailAddress {
  const trimmed = text.trim().normalize("NFC");
  const at = trimmed.lastIndexOf("@");
  const local = trimmed.slice(0, Math.max(0, at)).replace(/^"(.*)"$/, "$1");
  const domain = trimmed.slice(at + 1);
  const isLocal = [...local].every((each) => each === "." || ATOM.test(each)) && /[^.]/.test(local);
  if (!isLocal || !isDomain(domain)) return { address: null, problem: "malformed" };
  const size = octets(local);
  const isTooLong = size > MOST_LOCAL || size + 1 + octets(domain) > MOST;
  if (isTooLong) return { address: null, problem: "too_long" };
  return { address: `${local}@${domain}`, problem: null };
}

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  const last = labels.at(-1) ?? "";
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && LAST_LABEL.test(last);
}

/** @param text without lone surrogates */
function octets(text: string): number {
  return encodeURIComponent(text).replaceAll(/%[0-9A-F]{2}/g, "%").length;
}

/** A mail address as a shop has it. One that can't be used is no reason to refuse what it belongs to. */
export const ReportedMailAddress = z.string().max(1_000);

/** Why a reported address is not used. */
export const EmailProblem = z
  .enum(MAIL_ADDRESS_PROBLEMS)
  .nullable()
  .describe(
    "Why the reported address is not used and `email` is null; null if nothing is wrong with it",
  );

/**
 * The address and its problem as they are stored.
 *
 * @param reported `null`, or nothing but spaces, if there is none
 */
export function readReportedAddress(reported: string | null | undefined): {
  readonly email: string | null;
  readonly emailProblem: MailAddressProblem | null;
} {
  if (reported == null || reported.trim() === "") return { email: null, emailProblem: null };
  const { address, problem } = readMailAddress(reported);
  return { email: address, emailProblem: problem };
}
