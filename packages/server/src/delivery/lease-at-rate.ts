import { domainToASCII, domainToUnicode } from "node:url";
import type { SendRate } from "@followthrough/core/domain";
import { type Pool, transaction } from "../platform/postgres/database.ts";
import { type Lease, type LeaseLimits, leaseMessages } from "./sql/lease-messages.ts";
import type { LeasedMessage } from "./sql/leased-message.ts";
import {
  ALL_DESTINATIONS,
  type Allowances,
  burstOf,
  lockAllowances,
  takeAllowances,
} from "./sql/send-allowances.ts";

/** Nothing may be sent now. */
export const NOTHING_LEASED: Lease = {
  leased: [],
  givenUp: 0,
  misdirected: [],
  boughtAgain: [],
};

/**
 * Leases messages as `leaseMessages` does, but no more than may leave now. All workers share the rate: each lease and
 * what it takes off the allowances are one transaction.
 *
 * @param rate `null` for no limit, which costs nothing
 */
export function leaseAtRate(
  pool: Pool,
  rate: SendRate | null,
  limits: LeaseLimits,
): Promise<Lease> {
  if (rate === null) return leaseMessages(pool, limits);
  return transaction(pool, async (tx) => {
    const within = withinRate(limits, rate, await lockAllowances(tx, rate));
    if (within.messages <= 0) return NOTHING_LEASED;
    const result = await leaseMessages(tx, within);
    if (result.leased.length > 0) await takeAllowances(tx, rate, countByDestination(result.leased));
    return result;
  });
}

/** The domain of an address, in lower case. */
export function destinationOf(recipient: string): string {
  return recipient.split("@").at(-1)?.toLowerCase() ?? "";
}

/**
 * Lowers the limits of a lease to what may leave now. The lease compares destinations as they are written, so a domain
 * outside ASCII is limited in both of its spellings.
 */
export function withinRate(
  limits: LeaseLimits,
  rate: SendRate,
  allowances: Allowances,
): LeaseLimits {
  const perDestination = Math.min(limits.perDestination, Math.floor(burstOf(rate.perDestination)));
  const destinations = new Set([
    ...limits.taken.keys(),
    ...[...allowances.keys()].flatMap((name) => [name, domainToUnicode(name) || name]),
  ]);
  destinations.delete(ALL_DESTINATIONS);
  const taken = [...destinations].map((destination) => {
    const unused = limits.perDestination - (limits.taken.get(destination) ?? 0);
    const allowed = allowances.get(nameOf(destination)) ?? Number.POSITIVE_INFINITY;
    return [
      destination,
      perDestination - Math.max(0, Math.min(unused, allowed, perDestination)),
    ] as const;
  });
  const allowedInAll = allowances.get(ALL_DESTINATIONS) ?? Math.floor(burstOf(rate.perMinute));
  const messages = Math.min(limits.messages, allowedInAll);
  return { ...limits, messages, perDestination, taken: new Map(taken) };
}

function countByDestination(leased: readonly LeasedMessage[]): ReadonlyMap<string, number> {
  const counts = new Map([[ALL_DESTINATIONS, leased.length]]);
  for (const { recipient } of leased) {
    const name = nameOf(destinationOf(recipient));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** One name for all spellings of a domain. */
function nameOf(destination: string): string {
  return domainToASCII(destination) || destination;
}
