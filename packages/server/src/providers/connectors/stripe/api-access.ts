import { z } from "zod";
import {
  type Environment,
  httpUrl,
  readSetting,
  type Setting,
} from "../../../platform/settings.ts";
import { connectedAccounts } from "./accounts.ts";

/** Stripe's base URL and our API key. */
export interface StripeAccess {
  readonly apiKey: string;
  readonly apiBase: string;
  /** Connected accounts that are asked after the key's own; none when absent. */
  readonly accounts?: readonly string[];
  /** How long to wait for an answer; five seconds when absent. */
  readonly timeoutMs?: number;
}

const BASE = "https://api.stripe.com";

const API_KEY: Setting<string | undefined> = {
  name: "STRIPE_API_KEY",
  schema: z.string().min(8).optional(),
  example: "",
};
const API_BASE: Setting<string> = {
  name: "STRIPE_API_BASE",
  schema: httpUrl.default(BASE),
  example: BASE,
};

/** The settings that are needed to ask Stripe. */
export const ACCESS_SETTINGS = [API_KEY, API_BASE];

/** Reads them from the environment; `null` without a key. */
export function stripeAccess(environment: Environment): StripeAccess | null {
  const apiKey = readSetting(API_KEY, environment);
  if (apiKey === undefined) return null;
  const accounts = connectedAccounts(environment);
  return { apiKey, apiBase: readSetting(API_BASE, environment), accounts };
}
