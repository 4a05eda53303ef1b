import { z } from "zod";
import {
  DEFAULT_POLICY,
  PARTIAL_BY,
  PAYMENT_METHODS,
  type PaymentMethod,
  perRequirement,
  perStage,
  type QuietHours,
  REQUIRED_BY_DEFAULT,
  type RecoveryPolicy,
  SETTLED_BY,
  type StagePolicy,
  WAITING_ON,
} from "../domain/index.ts";
import { duration } from "./duration.ts";
import { TimeZone } from "./time-zone.ts";

const MAX_STEPS = 20;
const MAX_ATTEMPTS = 20;
const VERSION_RULE =
  "must be text of 1 to 64 of the characters A-Z a-z 0-9 . _ -, in quotes where it looks like a number";
const SHARE_RULE = "must be a number from 0 to 1, such as 0.1 for a tenth of the orders";
const CLOCK_RULE = 'must be a time of day from "00:00" to "23:59", such as "21:00"';
const MAX_RATE = 1_000_000;
const RATE_RULE = `must be a whole number of messages from 1 to ${MAX_RATE}`;
const FLAG_RULE = "must be true or false";

/** A part of the document. An unknown key is an error, because a misspelled key could go unnoticed for months. */
function section<Shape extends z.ZodRawShape>(shape: Shape, or = "") {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys"
        ? `is not a key here; known are ${keys}`
        : `must hold one or more of the keys ${keys}${or}`,
  });
}

/** A setting that can be switched off as a whole. */
function orOff<Setting extends z.ZodType>(setting: Setting) {
  return z.union([z.literal("off").transform(() => null), setting]);
}

/** A setting that may be left out, because the default policy has a value for it. */
function orUsual<Setting extends z.ZodType>(
  setting: Setting,
  usual: z.core.util.NoUndefined<z.output<Setting>> | null | undefined,
) {
  return usual === null || usual === undefined ? setting : setting.default(usual);
}

/** Runs the check of a whole even if one of its parts is invalid, so that all errors are reported together. */
const THOUGH_A_PART_FAILS = {
  when: ({ issues }: z.core.ParsePayload): boolean =>
    !issues.some(({ code, path = [] }) => code === "invalid_type" && path.length === 0),
};

const WhoActs = z.enum(WAITING_ON, { error: `must be one of ${WAITING_ON.join(", ")}` });

const WallClock = z
  .string({ error: CLOCK_RULE })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: CLOCK_RULE })
  .transform((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));

const Cadence = z
  .array(duration("0m"), { error: `must be a list of up to ${MAX_STEPS} durations` })
  .max(MAX_STEPS, { error: `must have up to ${MAX_STEPS} steps` })
  .superRefine((steps, context) => {
    for (const [index, step] of steps.entries()) {
      const previous = steps[index - 1];
      if (previous === undefined ? step !== 0 : step <= previous) {
        const message =
          previous === undefined
            ? "must be 0m: the first prompt goes when the order is due"
            : "must be longer than the step before it: all of them count from the time the order is due";
        context.addIssue({ code: "custom", path: [index], message });
      }
    }
  }, THOUGH_A_PART_FAILS)
  .readonly();

/** One stage. Settings that it leaves out are taken from the default policy. */
function stageSection(usual: StagePolicy) {
  const { not_started, in_progress, waiting, failed } = usual.waitingOn;
  const WaitingOnSection = section({
    not_started: orUsual(WhoActs, not_started),
    in_progress: orUsual(WhoActs, in_progress),
    waiting: orUsual(WhoActs, waiting),
    failed: orUsual(WhoActs, failed),
  });
  return section({
    patience: duration("1s").default(usual.patienceMs),
    waitingOn: WaitingOnSection.transform(
      // A completed stage waits on nobody.
      (given): StagePolicy["waitingOn"] => ({ ...given, completed: null }),
    ).default(usual.waitingOn),
    cadence: Cadence.default(usual.cadenceMs),
    escalateAfter: duration("1s").default(usual.escalateAfterMs),
    holdOut: z
      .number({ error: SHARE_RULE })
      .min(0, { error: SHARE_RULE })
      .max(1, { error: SHARE_RULE })
      .default(usual.controlShare),
  })
    .transform(
      ({ patience, waitingOn, cadence, escalateAfter, holdOut }): StagePolicy => ({
        patienceMs: patience,
        waitingOn,
        cadenceMs: cadence,
        escalateAfterMs: escalateAfter,
        controlShare: holdOut,
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

const Rate = z
  .int({ error: RATE_RULE })
  .min(1, { error: RATE_RULE })
  .max(MAX_RATE, { error: RATE_RULE });

const SendRateSection = section(
  {
    perMinute: orUsual(Rate, DEFAULT_POLICY.sendRate?.perMinute),
    perDestination: orUsual(Rate, DEFAULT_POLICY.sendRate?.perDestination),
  },
  ", or be off",
);

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(", ")}` });

const usualPayment = DEFAULT_POLICY.payment;

const Patience = section(
  perMethod((method) =>
    orOff(duration("1s", "must be off or a duration")).default(usualPayment.patienceMs[method]),
  ),
);

/** A record with one value for each kind of payment method. */
function perMethod<Value>(valueFor: (method: PaymentMethod) => Value) {
  return Object.fromEntries(PAYMENT_METHODS.map((method) => [method, valueFor(method)])) as Record<
    PaymentMethod,
    Value
  >;
}

const PaymentSection = section({
  settledBy: oneOf(SETTLED_BY).default(usualPayment.settledBy),
  partial: oneOf(PARTIAL_BY).default(usualPayment.partialBy),
  patience: Patience.default(usualPayment.patienceMs),
  voucherLead: duration("1s").default(usualPayment.voucherLeadMs),
  unnamed: oneOf(["ignore", "escalate"]).default(usualPayment.unnamed),
}).transform(({ settledBy, partial, patience, voucherLead, unnamed }) => ({
  settledBy,
  partialBy: partial,
  patienceMs: patience,
  voucherLeadMs: voucherLead,
  unnamed,
}));

const ATTEMPTS_RULE = `must be off or a whole number from 1 to ${MAX_ATTEMPTS}`;

const ChecksSection = section({
  maxAttempts: orOff(
    z
      .int({ error: ATTEMPTS_RULE })
      .min(1, { error: ATTEMPTS_RULE })
      .max(MAX_ATTEMPTS, { error: ATTEMPTS_RULE }),
  ).default(DEFAULT_POLICY.checks.maxAttempts),
});

const RequiresSection = section(
  perRequirement((key) => oneOf(REQUIRED_BY_DEFAULT).default(DEFAULT_POLICY.requires[key])),
);

const usualJudgment = DEFAULT_POLICY.judgment;

const JudgmentSection = section({
  laterOrder: oneOf(["ask", "ignore"]).default(
    usualJudgment.asksAboutLaterOrder ? "ask" : "ignore",
  ),
  assigned: oneOf(["wait", "ignore"]).default(usualJudgment.waitsForAssignee ? "wait" : "ignore"),
}).transform(({ laterOrder, assigned }) => ({
  asksAboutLaterOrder: laterOrder === "ask",
  waitsForAssignee: assigned === "wait",
}));

const usualStages = DEFAULT_POLICY.stages;

/** The document in which a shop writes its recovery policy; parsing it gives the policy. */
export const RecoveryPolicySchema = section({
  version: z
    .string({ error: VERSION_RULE })
    .regex(/^[A-Za-z0-9._-]{1,64}$/, { error: VERSION_RULE }),
  stages: section(perStage((stage) => stageSection(usualStages[stage]))).default(usualStages),
  payment: PaymentSection.default(usualPayment),
  checks: ChecksSection.default(DEFAULT_POLICY.checks),
  requires: RequiresSection.default(DEFAULT_POLICY.requires),
  judgment: JudgmentSection.default(usualJudgment),
  maxAge: orOff(duration("1s", "must be off or a duration")).default(DEFAULT_POLICY.maxAgeMs),
  quietHours: orOff(QuietHoursSection).default(DEFAULT_POLICY.quietHours),
  frequencyCap: orOff(duration("1s", "must be off or a duration")).default(
    DEFAULT_POLICY.frequencyCapMs,
  ),
  foldOrders: z.boolean({ error: FLAG_RULE }).default(DEFAULT_POLICY.foldsOrders),
  recheck: duration("1s").default(DEFAULT_POLICY.recheckMs),
  worthSending: duration("1s").default(DEFAULT_POLICY.worthSendingMs),
  sendRate: orOff(SendRateSection).default(DEFAULT_POLICY.sendRate),
  hold: duration("1s").default(DEFAULT_POLICY.holdMs),
  holdWarning: duration("1s").default(DEFAULT_POLICY.holdWarningMs),
}).transform(
  ({
    version,
    stages,
    payment,
    checks,
    requires,
    judgment,
    maxAge,
    quietHours,
    frequencyCap,
    foldOrders,
    recheck,
    worthSending,
    sendRate,
    hold,
    holdWarning,
  }) =>
    ({
      version,
      stages,
      payment,
      checks,
      requires,
      judgment,
      maxAgeMs: maxAge,
      quietHours,
      frequencyCapMs: frequencyCap,
      foldsOrders: foldOrders,
      recheckMs: recheck,
      worthSendingMs: worthSending,
      sendRate,
      holdMs: hold,
      holdWarningMs: holdWarning,
    }) satisfies RecoveryPolicy,
);
