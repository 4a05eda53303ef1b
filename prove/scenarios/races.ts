import type { Scenario } from "../scenario.ts";
import { inParallel } from "../shop.ts";
import type { Stage } from "../stage.ts";
import { judge, readPrompts, waitForDelivery } from "../verdict.ts";
import { addressOf, planRace, RACE_DOMAINS, type Race, WIDE_MS } from "./race.ts";
import { MAIL_SERVER_DELAY_MS, startRaces } from "./start-races.ts";

const FULL_RACES = 1_000;
const SHORT_RACES = 60;
/** A stop that is answered this near to the message's end has met it. */
const CLOSE_MS = 5;
const PATIENCE_MS = 60_000;
/** A busy machine is no reason for another attempt. */
const UNHURRIED = { LEASE_TTL_MS: "10000", SEND_DEADLINE_MS: "8000" };

/** After the answer that a message was stopped, no message ends. */
export const races: Scenario = {
  name: "races",
  about: `pay, cancel, opt out (also under another identity), new address, pause within ${WIDE_MS} ms of the send, ${FULL_RACES} times`,
  short: true,
  async run({ openStage, random, isShort, say }) {
    const stage = await openStage({ workers: 1, environment: UNHURRIED });
    const count = isShort ? SHORT_RACES : FULL_RACES;
    const all = Array.from({ length: count }, (_, nth) => planRace(nth, random));
    for (let domain = 0; domain < RACE_DOMAINS; domain += 1) {
      const fault = { delayMs: MAIL_SERVER_DELAY_MS };
      stage.sink.behaviors.set(`race-${domain}.test`, { at: "rcpt", fault });
    }
    await inParallel(all, 10, async ({ orderId }) => {
      await stage.shop.putOrder(orderId, { email: addressOf(orderId) });
      await stage.shop.putMember(`twin-${orderId}`, addressOf(orderId).toUpperCase());
    });
    const stopped = startRaces(stage, all);
    await stage.shop.sweep();
    await waitForDelivery(stage, PATIENCE_MS);
    await stopped();
    const verdict = await judge(stage, {
      isExpectedState: ({ state }) => state === "cancelled" || state === "suppressed",
    });
    const broken = [...verdict.broken, ...all.flatMap((race) => judgeRace(stage, race))];
    const prompts = await readPrompts(stage);
    const { before, within, after, close } = countMeetings(all);
    say(
      `stops that prevented the message: ${before}; during its end: ${within}; after it: ${after}; ` +
        `${close} within ${CLOSE_MS} ms of it`,
    );
    // A sample on a busy machine may have no answer so near to an end; one while it was written is a race too.
    if (close === 0 && !(isShort && within > 0)) {
      broken.push(`no stop fell within ${CLOSE_MS} ms of a message's end: no race`);
    }
    if (before === 0) broken.push("no stop came before a message's end: no race");
    if (prompts.length !== count) broken.push(`${prompts.length} prompts for ${count} orders`);
    return { ...verdict, broken, faults: count };
  },
};

function judgeRace({ sink }: Stage, race: Race): string[] {
  const { orderId, stop, messageId, requestedAt, acknowledgedAt, endsAt } = race;
  if (requestedAt === null) return [`${orderId} was never stopped: it was never on its way`];
  if (acknowledgedAt === null) return [`${stop.name} of ${orderId} never got a yes`];
  // After a change of the address the message may still go out, to the new one.
  const recipients = sink.journal.entries
    .filter((entry) => entry.messageId === messageId)
    .map(({ to }) => to);
  return endsAt.flatMap((endedAt, nth) => {
    if (endedAt <= acknowledgedAt || recipients[nth] !== addressOf(orderId)) return [];
    const late = (endedAt - acknowledgedAt).toFixed(1);
    return [`${orderId}: the message's end came ${late} ms after ${stop.name} was acknowledged`];
  });
}

/** How stops and ends met; `close` also counts ends that were kept back at the last look. */
function countMeetings(all: readonly Race[]) {
  const counts = { before: 0, within: 0, after: 0, close: 0 };
  for (const { requestedAt, acknowledgedAt, endsAt, withheldAt } of all) {
    if (requestedAt === null || acknowledgedAt === null) continue;
    const [endedAt] = withheldAt === null ? endsAt : [];
    if (endedAt === undefined || endedAt > acknowledgedAt) counts.before += 1;
    else if (endedAt < requestedAt) counts.after += 1;
    else counts.within += 1;
    const met = withheldAt ?? endedAt;
    if (met !== undefined && Math.abs(acknowledgedAt - met) <= CLOSE_MS) counts.close += 1;
  }
  return counts;
}
