import { setImmediate as nextRound, setTimeout as pause } from "node:timers/promises";
import type { Stage } from "../stage.ts";
import { STATEMENTS, tokensIn } from "../statements.ts";
import type { WirePoint } from "../wire-points.ts";
import type { Race } from "./race.ts";

/** Between a lease and the message's end, so that there is a before for a stop to come in. */
export const MAIL_SERVER_DELAY_MS = 120;
/** What a worker needs beside that, and what a stop needs; learned from the first ones. */
const FIRST_GUESS_MS = 20;
const LEARNING = 0.2;
/** Several times what a stop needs. */
const SLOW_LOOK_MS = 40;

/** What this process has seen of the races. */
interface Course {
  readonly stage: Stage;
  readonly byOrder: ReadonlyMap<string, Race>;
  readonly byToken: Map<string, Race>;
  readonly byMessage: Map<string, Race>;
  readonly leasedAt: Map<Race, number>;
  /** One for each stop, also while it waits for its moment. */
  readonly stops: Promise<void>[];
  sendMs: number;
  stopMs: number;
}

/** Requests each stop at its moment. @returns waits until all are answered, those too whose moment is still to come */
export function startRaces(stage: Stage, all: readonly Race[]): () => Promise<void> {
  const course: Course = {
    stage,
    byOrder: new Map(all.map((race) => [race.orderId, race])),
    byToken: new Map(),
    byMessage: new Map(),
    leasedAt: new Map(),
    stops: [],
    sendMs: FIRST_GUESS_MS,
    stopMs: FIRST_GUESS_MS,
  };
  const stopWatching = stage.wire.watch((point) => follow(course, point));
  return async () => {
    await Promise.all(course.stops);
    stopWatching();
  };
}

function follow(course: Course, point: WirePoint): void {
  const races = tokensIn(point).flatMap((token) => course.byToken.get(token) ?? []);
  switch (`${point.name} ${point.moment}`) {
    case `${STATEMENTS.lease} answered`:
      begin(course, point);
      break;
    case `${STATEMENTS.mark} before`:
      for (const race of races)
        if (race.plan.kind === "marker") course.stops.push(requestStop(course, race));
      break;
    case `${STATEMENTS.look} forwarded`:
      for (const race of races) {
        if (race.plan.kind === "slow look") requestDuringLook(course, race, point.owner);
      }
      break;
    case `${STATEMENTS.look} answered`:
      noteWithheld(course, races, point);
      break;
    // Not at the mail server: here these bytes have left the worker, and every stop's answer comes here, too.
    case "dot before":
      noteEnd(course, course.byMessage.get(point.values[0] ?? ""), point.at);
  }
}

/** The look answers with those messages that may end. */
function noteWithheld(course: Course, looked: readonly Race[], point: WirePoint): void {
  const standing = point.rows().map(({ lease_token = "" }) => course.byToken.get(lease_token));
  for (const race of looked) if (!standing.includes(race)) race.withheldAt = point.at;
}

function begin(course: Course, point: WirePoint): void {
  for (const { order_id = "", lease_token = "", message_id = "" } of point.rows()) {
    const race = course.byOrder.get(order_id);
    if (race === undefined) continue;
    race.messageId = message_id;
    course.byToken.set(lease_token, race);
    course.byMessage.set(message_id, race);
    if (course.leasedAt.has(race)) continue;
    course.leasedAt.set(race, point.at);
    const { kind, offMs } = race.plan;
    if (kind === "marker" || kind === "slow look") continue;
    const leadMs = kind === "answer" ? course.stopMs : 0;
    const waitMs = MAIL_SERVER_DELAY_MS + course.sendMs - leadMs + offMs;
    course.stops.push(pause(Math.max(0, waitMs)).then(() => requestStop(course, race)));
  }
}

function requestDuringLook(course: Course, race: Race, owner: string): void {
  const { database } = course.stage.proxiesOf(owner);
  database.stall();
  setTimeout(() => database.pass(), SLOW_LOOK_MS);
  course.stops.push(requestStop(course, race));
}

function noteEnd(course: Course, race: Race | undefined, at: number): void {
  if (race === undefined) return;
  race.endsAt.push(at);
  if (race.endsAt.length > 1 || race.plan.kind === "slow look") return;
  const tookMs = at - (course.leasedAt.get(race) ?? at) - MAIL_SERVER_DELAY_MS;
  course.sendMs += LEARNING * (tookMs - course.sendMs);
}

async function requestStop(course: Course, race: Race): Promise<void> {
  if (race.requestedAt !== null) return;
  race.requestedAt = performance.now();
  // One that gets no yes stays without an answer, and is judged for that.
  await sendStop(course, race, race.requestedAt).catch(() => {});
}

async function sendStop(course: Course, race: Race, requestedAt: number): Promise<void> {
  const { orderId } = race;
  const { method, path, body } = race.stop.request(orderId);
  const response = await course.stage.shop.request(method, path, body, `${orderId}/stop`);
  await response.arrayBuffer();
  if (!response.ok) return;
  // What left the worker before this answer was given is read in the event loop's next round.
  await nextRound();
  race.acknowledgedAt = performance.now();
  course.stopMs += LEARNING * (race.acknowledgedAt - requestedAt - course.stopMs);
}
