import { z } from "zod";
import { type Environment, readSetting, type Setting } from "../../../platform/settings.ts";

const ACCOUNTS: Setting<readonly string[]> = {
  name: "STRIPE_ACCOUNTS",
  schema: z
    .string()
    .transform((value) => value.split(",").map((account) => account.trim()))
    .pipe(
      z.array(z.string().regex(/^acct_[A-Za-z0-9]{1,64}$/, { error: "must each be an acct_ id" })),
    )
    .default([]),
  example: "",
  about: [
    "Connected Stripe accounts whose payments count too, separated by commas. The endpoint's own account always counts.",
  ],
};

/** The setting for the accounts that count. */
export const ACCOUNT_SETTINGS = [ACCOUNTS];

/** The connected accounts whose objects count, in addition to the shop's own. */
export function connectedAccounts(environment: Environment): readonly string[] {
  return readSetting(ACCOUNTS, environment);
}

/**
 * The account of an event: a connected one, or empty for the shop's own.
 *
 * @returns `null` if its objects don't count
 */
export function accountOf(
  { account, context }: { readonly account: string | null; readonly context: string | null },
  accounts: readonly string[],
): string | null {
  if (account !== null && account !== "") return accounts.includes(account) ? account : null;
  // In an organization, an endpoint gets the events of every account. They are told apart as soon as any is listed.
  const last = context?.split("/").at(-1) ?? "";
  const isOther = accounts.length > 0 && last.startsWith("acct_") && !accounts.includes(last);
  return isOther ? null : "";
}
