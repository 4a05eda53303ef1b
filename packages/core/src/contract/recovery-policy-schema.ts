import { z } from "zod";
import {
  DEFAULT_POLICY,
  type QuietHours,
  type RecoveryPolicy,
  type StagePolicy,
  WAITING_ON,
} from "../domain/index.ts";
import { duration } from "./duration.ts";
import { TimeZone } from "./time-zone.ts";

const MAX_STEPS = 20;
const VERSION_RULE =
  "must be text of 1 to 64 of the characters A-Z a-z 0-9 . _ -, in quotes where it looks like a number";
const SHARE_RULE = "must be a number from 0 to 1, such as 0.1 for a tenth of the orders";
const CLOCK_RULE = 'must be a time of day from "00:00" to "23:59", such as "21:00"';
const FLAG_RULE = "must be true or false";

/** A part of the document. A key it doesn't know is a fault: a misspelt one would go unheeded for months. */
function section<Shape extends z.ZodRawShape>(shape: Shape, or = "") {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys"
        ? `is not a key here; known are ${keys}`
        : `must hold one or more of the keys ${keys}${or}`,
  });
}

/** Something that can be switched off as a whole. */
function orOff<Setting extends z.ZodType>(setting: Setting) {
  return z.union([z.literal("off").transform(() => null), setting]);
}

/** What may be left out, where the default policy has a value for it. */
function orUsual<Setting extends z.ZodType>(
  setting: Setting,
  usual: z.core.util.NoUndefined<z.output<Setting>> | null | undefined,
) {
  return usual === null || usual === undefined ? setting : setting.default(usual);
}

/** Lets a check of a whole run though one of its parts is at fault: who mends a document wants all its faults. */
const THOUGH_A_PART_FAILS = {
  when: ({ issues }: z.core.ParsePayload): boolean =>
    !issues.some(({ code, path = [] }) => code === "invalid_type" && path.length === 0),
};

const Turn = z.enum(WAITING_ON, { error: `must be one of ${WAITING_ON.join(", ")}` });

const WallClock = z
  .string({ error: CLOCK_RULE })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: CLOCK_RULE })
  .transform((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));

const Cadence = z
  .array(duration("0m"), { error: `must be a list of 1 to ${MAX_STEPS} durations` })
  .min(1, { error: `must have 1 to ${MAX_STEPS} steps` })
  .max(MAX_STEPS, { error: `must have 1 to ${MAX_STEPS} steps` })
  .superRefine((steps, context) => {
    for (const [index, step] of steps.entries()) {
      const previous = steps[index - 1];
      if (previous === undefined ? step !== 0 : step <= previous) {
        const message =
          previous === undefined
            ? "must be 0m: the first prompt goes when the order falls due"
            : "must be longer than the step before it: all of them count from falling due";
        context.addIssue({ code: "custom", path: [index], message });
      }
    }
  }, THOUGH_A_PART_FAILS)
  .readonly();

/** One stage; what it leaves out is as the default policy has it. */
function stageSection(usual: StagePolicy) {
  const { not_started, in_progress, waiting, failed } = usual.waitingOn;
  const WaitingOnSection = section({
    not_started: orUsual(Turn, not_started),
    in_progress: orUsual(Turn, in_progress),
    waiting: orUsual(Turn, waiting),
    failed: orUsual(Turn, failed),
  });
  return section({
    patience: duration("1s").default(usual.patienceMs),
    waitingOn: WaitingOnSection.transform(
      // Nobody is waited for at a stage that is done.
      (given): StagePolicy["waitingOn"] => ({ ...given, completed: null }),
    ).default(usual.waitingOn),
    cadence: Cadence.default(usual.cadenceMs),
    escalateAfter: duration("1s").default(usual.escalateAfterMs),
    holdOut: z
      .number({ error: SHARE_RULE })
      .min(0, { error: SHARE_RULE })
      .max(1, { error: SHARE_RULE })
      .default(usual.holdOutShare),
  })
    .transform(
      ({ patience, waitingOn, cadence, escalateAfter, holdOut }): StagePolicy => ({
        patienceMs: patience,
        waitingOn,
        cadenceMs: cadence,
        escalateAfterMs: escalateAfter,
        holdOutShare: holdOut,
      }),
    )
    .default(usual);
}

const QuietHoursSection = section(
  {
    from: orUsual(WallClock, DEFAULT_POLICY.quietHours?.fromMinute),
    to: orUsual(WallClock, DEFAULT_POLICY.quietHours?.toMinute),
    timeZone: orUsual(TimeZone, DEFAULT_POLICY.quietHours?.timeZone),
  },
  ", or be off",
)
  .refine(({ from, to }) => from !== to, {
    ...THOUGH_A_PART_FAILS,
    path: ["to"],
    error: "must differ from the beginning: hours that never end would keep every prompt back",
  })
  .transform(
    ({ from, to, timeZone }): QuietHours => ({ fromMinute: from, toMinute: to, timeZone }),
  );

const usualStages = DEFAULT_POLICY.stages;

/** The document in which a shop writes its recovery policy; parsing it gives the policy. */
export const RecoveryPolicySchema = section({
  version: z
    .string({ error: VERSION_RULE })
    .regex(/^[A-Za-z0-9._-]{1,64}$/, { error: VERSION_RULE }),
  stages: section({
    payment: stageSection(usualStages.payment),
    verification: stageSection(usualStages.verification),
    loyalty_hold: stageSection(usualStages.loyalty_hold),
    fulfillment: stageSection(usualStages.fulfillment),
  } satisfies Record<keyof typeof usualStages, z.ZodType>).default(usualStages),
  quietHours: orOff(QuietHoursSection).default(DEFAULT_POLICY.quietHours),
  frequencyCap: orOff(duration("1s", "must be off or a duration")).default(
    DEFAULT_POLICY.frequencyCapMs,
  ),
  foldOrders: z.boolean({ error: FLAG_RULE }).default(DEFAULT_POLICY.foldsOrders),
  recheck: duration("1s").default(DEFAULT_POLICY.recheckMs),
  worthSending: duration("1s").default(DEFAULT_POLICY.worthSendingMs),
  hold: duration("1s").default(DEFAULT_POLICY.holdMs),
  holdWarning: duration("1s").default(DEFAULT_POLICY.holdWarningMs),
}).transform(
  ({
    version,
    stages,
    quietHours,
    frequencyCap,
    foldOrders,
    recheck,
    worthSending,
    hold,
    holdWarning,
  }) =>
    ({
      version,
      stages,
      quietHours,
      frequencyCapMs: frequencyCap,
      foldsOrders: foldOrders,
      recheckMs: recheck,
      worthSendingMs: worthSending,
      holdMs: hold,
      holdWarningMs: holdWarning,
    }) satisfies RecoveryPolicy,
);
