import "server-only";
import { isBypassed } from "@/server/bypass";
import { getMemberLoyalty } from "@/server/followthrough-api";
import { latestOrderKey } from "@/server/order-keys";
import { memberIdOf } from "./place-order";
import { WELCOME_POINTS } from "./points-terms";

/**
 * The points that this browser's shopper can spend. There are no accounts: a shopper who ordered here before is
 * known by that order, and a new one starts with a welcome.
 */
export async function readShopperPoints(): Promise<number> {
  if (isBypassed()) return WELCOME_POINTS;
  const email = (await latestOrderKey())?.receipt?.email ?? null;
  if (email === null) return WELCOME_POINTS;
  const answer = await getMemberLoyalty(memberIdOf(email));
  return answer.ok ? answer.value.balance.available : 0;
}
