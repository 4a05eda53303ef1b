import type { AskedStage } from "@followthrough/core/domain";
import type { PaymentPlace } from "../connector.ts";

/** Payment intents, checkout sessions and verification sessions. */
export const PATTERN = "^(pi|cs|vs)_[A-Za-z0-9_]{1,110}$";

/** The stage that we can ask Stripe about with this object's id; `null` if there is none. */
export function stageOf(id: string): AskedStage | null {
  if (isVerificationSession(id)) return "verification";
  return isCheckoutSession(id) || id.startsWith("pi_") ? "payment" : null;
}

/** Whether this is the id of a verification session, which is an identity check. */
export function isVerificationSession(id: string): boolean {
  return id.startsWith("vs_");
}

/** Whether this is the id of a checkout session. */
export function isCheckoutSession(id: string): boolean {
  return id.startsWith("cs_");
}

/** The pages of Stripe's dashboard, by the prefix of the object's id. */
const PAGES: Readonly<Record<string, string>> = {
  pi: "payments",
  ch: "payments",
  py: "payments",
  in: "invoices",
};

/** The payment's page in Stripe's dashboard; `null` for a checkout session, which has none. */
export function pageOf({ reference, account, isTest }: PaymentPlace): string | null {
  const page = PAGES[/^[a-z]+(?=_)/.exec(reference)?.[0] ?? ""];
  if (page === undefined) return null;
  const parts = [account, isTest ? "test" : "", page, reference].filter((part) => part !== "");
  return `https://dashboard.stripe.com/${parts.map(encodeURIComponent).join("/")}`;
}
