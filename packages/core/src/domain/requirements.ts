import type { PaymentTerms } from "./money/payment.ts";
import { STAGE_DEFINITIONS, STAGES, type Stage } from "./stage.ts";

/** A stage that an order may not need. */
export type OptionalStage = {
  [Name in Stage]: (typeof STAGE_DEFINITIONS)[Name]["requiresKey"] extends string ? Name : never;
}[Stage];

/** The key under which an order says whether it requires an optional stage. */
export type RequiresKey = (typeof STAGE_DEFINITIONS)[OptionalStage]["requiresKey"];

/** Whether an order needs a stage; `auto`: once something is known of it, such as a check, a review or a step. */
export type Requirement = boolean | "auto";

/** Which of the optional stages an order goes through. */
export type Requirements = Readonly<Record<RequiresKey, Requirement>>;

/** What an order says of its stages itself. */
export type NamedRequirements = { readonly [Key in RequiresKey]?: Requirement | undefined };

/** The stages that an order may not need, in their order. */
export const OPTIONAL_STAGES: readonly OptionalStage[] = STAGES.filter(
  (stage): stage is OptionalStage => STAGE_DEFINITIONS[stage].requiresKey !== null,
);

/** A record with one value for each optional stage, under its key in `requires`. */
export function perRequirement<Value>(
  valueFor: (key: RequiresKey, stage: OptionalStage) => Value,
): Record<RequiresKey, Value> {
  const entries = OPTIONAL_STAGES.map((stage) => {
    const key = STAGE_DEFINITIONS[stage].requiresKey;
    return [key, valueFor(key, stage)];
  });
  return Object.fromEntries(entries) as Record<RequiresKey, Value>;
}

/** Whether orders need a stage that their shop does not mention: always, never, or once something is known of it. */
export const REQUIRED_BY_DEFAULT = ["always", "never", "auto"] as const;

/** Whether orders need a stage that their shop does not mention. */
export type RequiredByDefault = (typeof REQUIRED_BY_DEFAULT)[number];

/** What an order requires according to its source. The policy decides about a stage that is not named. */
export function readRequirements(
  named: NamedRequirements,
  byDefault: Readonly<Record<RequiresKey, RequiredByDefault>>,
): Requirements {
  return perRequirement((key) => named[key] ?? BY_DEFAULT[byDefault[key]]);
}

const BY_DEFAULT = { always: true, never: false, auto: "auto" } as const;

/** What an order says that it requires, and what shows that it will be delivered. */
interface OrderSaying {
  readonly requires: Requirements;
  /** Epoch milliseconds. */
  readonly promisedBy: number | null;
  readonly terms: PaymentTerms | null;
}

/**
 * What an order requires by all that it says. A promised day, or a payment on delivery, is something that is known of its
 * fulfillment. This is asked when an order is reported, and the answer is recorded, so that a timeline replays to the
 * stages that it had.
 */
export function requirementsOfOrder({ requires, promisedBy, terms }: OrderSaying): Requirements {
  const isToDeliver = promisedBy !== null || terms?.kind === "on_delivery";
  const isKnown = isToDeliver && requires.fulfillment === "auto";
  return isKnown ? { ...requires, fulfillment: true } : requires;
}

/** The optional stages for which an order says this, in their order. */
export function stagesWith(requires: Requirements, said: Requirement): readonly Stage[] {
  return OPTIONAL_STAGES.filter((stage) => requires[requiresKeyOf(stage)] === said);
}

/**
 * The first stage that a report leaves out although the order needs it, or may need it; `null` if there is none. A report
 * may add stages.
 */
export function leftOutStage(known: Requirements, named: NamedRequirements): Stage | null {
  const isLeftOut = (stage: OptionalStage) => {
    const [was, said] = [known[requiresKeyOf(stage)], named[requiresKeyOf(stage)]];
    return said !== undefined && said !== was && said !== true;
  };
  return OPTIONAL_STAGES.find(isLeftOut) ?? null;
}

function requiresKeyOf(stage: OptionalStage): RequiresKey {
  return STAGE_DEFINITIONS[stage].requiresKey;
}
