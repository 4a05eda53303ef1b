import { createRandom, type Random } from "../../prove/random.ts";
import { fillBasket } from "./basket.ts";
import { HOUR, instant, type OrderDraft } from "./order-draft.ts";
import { PEOPLE, type Person } from "./people.ts";
import type { PlannedMember, PlannedOrder, ShopPlan } from "./shop-plan.ts";
import type { Shopper, Situation } from "./situation.ts";
import { SITUATIONS } from "./situations.ts";

/** Reserved by RFC 2606: no mail to them reaches anybody. */
const MAIL_DOMAINS = ["example.com", "example.net", "example.org"] as const;

const FIRST_NUMBER = 1041;
const OPEN_AGE_HOURS = [6, 96] as const;

/** What to fill a shop with. */
export interface PlanOptions {
  /** A whole number. Its ids differ from those of every other seed, so that two of them can share a product. */
  readonly seed: number;
  readonly orders: number;
  /** Epoch milliseconds; all times of the plan are counted from it. */
  readonly now: number;
}

/**
 * Plans a shop: the same options, the same plan. An order depends on the seed and its own place only, so a plan with
 * more orders begins with the same ones.
 */
export function planShop({ seed, orders, now }: PlanOptions): ShopPlan {
  const random = createRandom(seed);
  return {
    seed,
    members: PEOPLE.map((person, at) => planMember(seed, person, at, now)),
    orders: Array.from({ length: orders }, (_, at) =>
      planOrder(seed, at, now, random.fork(`order ${at}`)),
    ),
  };
}

function planMember(seed: number, person: Person, at: number, now: number): PlannedMember {
  const { name, locale, timeZone, isOptedOut = false } = person;
  const memberId = memberIdOf(seed, person);
  const share = {
    externalId: `share.${memberId}`,
    body: {
      kind: "referral_share",
      title: "Invite a friend to Hearth & Oak",
      status: at % 2 === 0 ? "pending" : "resolved",
      expiresAt: instant(now + 14 * 24 * HOUR),
    },
  } as const;
  return {
    memberId,
    body: { email: addressOf(person), name, locale, timeZone },
    isOptedOut,
    loyaltySteps: at % 5 === 0 ? [share] : [],
  };
}

function planOrder(seed: number, at: number, now: number, random: Random): PlannedOrder {
  const situation = SITUATIONS[at] ?? pickByWeight(random);
  const { name, points = 0, shopper = "member", errand, promisedAt, order = {} } = situation;
  const orderNumber = `${seed}${FIRST_NUMBER + at}`;
  const orderId = `seed-${seed}.${FIRST_NUMBER + at}`;
  const choice = errand === undefined ? random : createRandom(seed).fork(errand);
  const person = choice.pick(PEOPLE.filter((each) => isOneOf(each, shopper)));
  const memberId = shopper.startsWith("guest")
    ? null
    : shopper === "unreported"
      ? `seed-${seed}.unreported-${FIRST_NUMBER + at}`
      : memberIdOf(seed, person);
  const [youngest, oldest] = situation.ageHours ?? OPEN_AGE_HOURS;
  const ageHours = youngest + (oldest - youngest) * random.next();
  const basket = fillBasket(choice, person.currency);
  const placedAt = now - ageHours * HOUR;
  const draft: OrderDraft = { orderId, memberId, total: basket.total, placedAt, now, random };
  const steps = situation.steps(draft);
  // A hold that comes later is placed by a step; only the others redeem with the order.
  const holdsLater = Object.values(steps)
    .flat()
    .some(({ kind }) => kind === "hold");
  return {
    orderId,
    situation: name,
    body: {
      orderNumber,
      memberId,
      ...(shopper === "guest" && { email: addressOf(person) }),
      ...(memberId === null && { locale: person.locale, timeZone: person.timeZone }),
      channel: "web",
      ...basket,
      placedAt: instant(placedAt),
      // Not left to the policy: the shop shows all stages, whatever policy the product has.
      requires: { verification: true, loyaltyHold: true },
      ...(promisedAt !== undefined && {
        promisedBy: instant(placedAt + promisedAt * (now - placedAt)),
      }),
      ...(points > 0 && !holdsLater && { redeemPoints: points }),
      ...order,
    },
    credit: points === 0 ? null : { reference: `earned.${orderId}`, points: 2 * points },
    steps,
  };
}

/** Whether somebody shops like this. */
function isOneOf({ isOptedOut, isSettled }: Person, shopper: Shopper): boolean {
  const isLeftAlone = isOptedOut === true;
  const isDone = isSettled === true;
  return isLeftAlone === (shopper === "opted_out") && isDone === (shopper === "settled");
}

function memberIdOf(seed: number, { mailbox }: Person): string {
  return `seed-${seed}.${mailbox}`;
}

function addressOf({ mailbox }: Person): string {
  return `${mailbox}@${MAIL_DOMAINS[mailbox.length % MAIL_DOMAINS.length]}`;
}

function pickByWeight(random: Random): Situation {
  let left = random.next() * SITUATIONS.reduce((sum, { weight }) => sum + weight, 0);
  const found = SITUATIONS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  if (found === undefined) throw new Error("A number below the sum of all weights falls into one");
  return found;
}
