import {
  LONGEST_DEFERRAL_MS,
  offsetMinutes,
  type QuietHours,
  type RecoveryPolicy,
  STAGES,
} from "../domain/index.ts";
import { durationText } from "./duration.ts";

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY = DAY_MINUTES * MINUTE;
const HALF_YEAR = 182 * DAY;

/** What a policy that can be read would still not do. Each is a sentence that begins with the setting. */
export interface PolicyFindings {
  /** Why prompts could never be sent. Such a policy is refused. */
  readonly problems: readonly string[];
  /** Why prompts would be sent rarely, late or to few. */
  readonly warnings: readonly string[];
}

/**
 * Finds what keeps prompts back in a policy: quiet hours that leave no time for a sweep, and settings that starve one
 * another.
 *
 * @param sweeps the times of the coming sweeps, sorted (epoch milliseconds), enough of them to show their pattern
 */
export function policyFindings(policy: RecoveryPolicy, sweeps: readonly number[]): PolicyFindings {
  const { problems, warnings } = findQuietHours(policy.quietHours, sweeps);
  return {
    problems,
    warnings: [...warnings, ...findInQuietHours(policy), ...findCap(policy), ...findStages(policy)],
  };
}

/** Whether sweeps come in the hours that are left, by the clocks of all time zones. */
function findQuietHours(hours: QuietHours | null, sweeps: readonly number[]): PolicyFindings {
  const [first, last] = [sweeps[0], sweeps.at(-1)];
  if (hours === null || first === undefined || last === undefined) return NOTHING_FOUND;
  const own = offsetsOf(hours.timeZone, first);
  const open = `quietHours: ${clock(hours.toMinute)} to ${clock(hours.fromMinute)} is open`;
  const isReached = (offset: number) => sweeps.some((at) => isOpen(hours, at, offset));
  if (!own.some(isReached)) {
    return {
      problems: [
        `${open}, and no sweep runs then in ${hours.timeZone}, so no prompt could be sent`,
      ],
      warnings: [],
    };
  }
  const zones = zonesNow(first);
  const missed = zones.filter(({ offsets }) => !offsets.every(isReached)).map(({ name }) => name);
  if (missed.length > 0) {
    const some = missed.slice(0, 3).join(", ");
    const which = missed.length > 3 ? `${some} and ${missed.length - 3} more` : some;
    const text = `${open}, and in some time zones no sweep runs then, so nobody is written to there (${which})`;
    return { problems: [], warnings: [text] };
  }
  const days = Math.max(1, (last - first) / DAY);
  const all = zones.flatMap(({ offsets }) => offsets);
  const fewest = Math.min(
    ...[...new Set(all)].map((offset) => sweeps.filter((at) => isOpen(hours, at, offset)).length),
  );
  if (fewest / days > RARE) return NOTHING_FOUND;
  const text = `${open}, and a sweep runs then less than once in two days, so prompts are late`;
  return { problems: [], warnings: [text] };
}

const NOTHING_FOUND: PolicyFindings = { problems: [], warnings: [] };
const RARE = 0.5;

/** Whether a moment is not quiet by a clock that is this many minutes ahead of UTC. */
function isOpen({ fromMinute, toMinute }: QuietHours, at: number, offset: number): boolean {
  const minute = (((at / MINUTE + offset) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return fromMinute < toMinute
    ? minute < fromMinute || minute >= toMinute
    : minute >= toMinute && minute < fromMinute;
}

/** In summer and in winter, in minutes. */
function offsetsOf(timeZone: string, now: number): readonly number[] {
  const offsets = [now, now + HALF_YEAR].map((at) => offsetMinutes(timeZone, at));
  return [...new Set(offsets)];
}

function zonesNow(now: number) {
  return Intl.supportedValuesOf("timeZone").map((name) => ({
    name,
    offsets: offsetsOf(name, now),
  }));
}

/** What the quiet hours outlast. */
function findInQuietHours(policy: RecoveryPolicy): string[] {
  const { quietHours, worthSendingMs, payment, holdWarningMs } = policy;
  if (quietHours === null) return [];
  const night =
    ((quietHours.toMinute - quietHours.fromMinute + DAY_MINUTES) % DAY_MINUTES) * MINUTE;
  const isShorter = (ms: number) => ms < night;
  return [
    ...(isShorter(worthSendingMs)
      ? [
          `worthSending: ${durationText(worthSendingMs)} is shorter than the quiet hours (${durationText(night)}), so a prompt that waits for their end is dropped`,
        ]
      : []),
    ...(isShorter(payment.voucherLeadMs)
      ? [
          `payment.voucherLead: ${durationText(payment.voucherLeadMs)} is shorter than the quiet hours (${durationText(night)}), so the prompt may come after the voucher has lapsed`,
        ]
      : []),
    ...(isShorter(holdWarningMs)
      ? [
          `holdWarning: ${durationText(holdWarningMs)} is shorter than the quiet hours (${durationText(night)}), so the prompt may come after the points went back`,
        ]
      : []),
  ];
}

function* findCap({ frequencyCapMs, stages }: RecoveryPolicy): Generator<string> {
  if (frequencyCapMs === null) return;
  const cap = durationText(frequencyCapMs);
  if (frequencyCapMs > LONGEST_DEFERRAL_MS) {
    yield `frequencyCap: ${cap} is longer than a prompt may be deferred (${durationText(LONGEST_DEFERRAL_MS)}), so an operator gets such orders instead`;
  }
  for (const stage of STAGES) {
    const { cadenceMs } = stages[stage];
    const intervals = cadenceMs.slice(1).map((at, before) => at - (cadenceMs[before] ?? 0));
    const shortest = Math.min(...intervals);
    if (shortest < frequencyCapMs) {
      yield `frequencyCap: ${cap} is longer than an interval of stages.${stage}.cadence (${durationText(shortest)}), so the cap decides when the next prompt goes`;
    }
  }
}

function* findStages({
  stages,
  maxAgeMs,
  holdMs,
  holdWarningMs,
}: RecoveryPolicy): Generator<string> {
  const isMailed = STAGES.some((stage) => stages[stage].cadenceMs.length > 0);
  if (!isMailed) yield "stages: no stage has a cadence, so nobody ever gets a prompt";
  for (const stage of STAGES) {
    const { patienceMs, controlShare, cadenceMs } = stages[stage];
    if (controlShare === 1 && cadenceMs.length > 0) {
      yield `stages.${stage}.holdOut: 1 means that nobody gets a prompt about this stage`;
    }
    if (maxAgeMs !== null && patienceMs > maxAgeMs) {
      yield `stages.${stage}.patience: ${durationText(patienceMs)} is longer than maxAge (${durationText(maxAgeMs)}), so an order that is reported late is only followed, although it was never due`;
    }
  }
  if (holdWarningMs >= holdMs) {
    yield `holdWarning: ${durationText(holdWarningMs)} is not shorter than hold (${durationText(holdMs)}), so every prompt warns of it`;
  }
}

function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
