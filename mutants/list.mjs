import { ALERTS } from "./list/alerts.mjs";
import { CHECKS } from "./list/checks.mjs";
import { CLOSED_ORDERS } from "./list/closed-orders.mjs";
import { CONSOLE } from "./list/console.mjs";
import { DELIVERY } from "./list/delivery.mjs";
import { DOMAIN } from "./list/domain.mjs";
import { LIFECYCLE } from "./list/lifecycle.mjs";
import { ORDERS } from "./list/orders.mjs";
import { PEOPLE } from "./list/people.mjs";
import { POINTS } from "./list/points.mjs";
import { PROVIDERS } from "./list/providers.mjs";
import { REACHABILITY } from "./list/reachability.mjs";
import { RECOVERY } from "./list/recovery.mjs";
import { TIME } from "./list/time.mjs";

/**
 * A promise broken on purpose: what is changed where, and the tests that must notice.
 *
 * @typedef {{
 *   name: string,
 *   edits: readonly { file: string, find: string, replace: string }[],
 *   tests: readonly string[],
 * }} Mutant
 */

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  ...DELIVERY,
  ...LIFECYCLE,
  ...RECOVERY,
  ...PEOPLE,
  ...REACHABILITY,
  ...DOMAIN,
  ...POINTS,
  ...ORDERS,
  ...PROVIDERS,
  ...CONSOLE,
  ...ALERTS,
  ...CHECKS,
  ...CLOSED_ORDERS,
  ...TIME,
];
