import { z } from "zod";
import type { QuietHours, RecoveryPolicy, StagePolicy } from "../domain/index.ts";
import { durationText } from "./duration.ts";
import { RecoveryPolicySchema } from "./recovery-policy-schema.ts";

/** A recovery policy as a shop writes it, in YAML or JSON. All but `version` may be left out. */
export type RecoveryPolicyDocument = z.input<typeof RecoveryPolicySchema>;

/** The policy, or every reason why there is none: where in the document, and what would be right there. */
export type RecoveryPolicyReading =
  | { readonly ok: true; readonly policy: RecoveryPolicy }
  | { readonly ok: false; readonly faults: string[] };

/**
 * Reads a parsed document; what it leaves out is as in `DEFAULT_POLICY`.
 *
 * @example readRecoveryPolicy({ version: "shop-1", frequencyCap: "12h" })
 */
export function readRecoveryPolicy(document: unknown): RecoveryPolicyReading {
  const parsed = RecoveryPolicySchema.safeParse(document);
  return parsed.success
    ? { ok: true, policy: parsed.data }
    : { ok: false, faults: faultsOf(parsed.error.issues, []) };
}

function faultsOf(issues: readonly z.core.$ZodIssue[], at: readonly PropertyKey[]): string[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    switch (issue.code) {
      case "invalid_union":
        // The last branch is the setting itself, which says more than that it isn't "off".
        return faultsOf(issue.errors.at(-1) ?? [], path);
      case "unrecognized_keys":
        return issue.keys.map((key) => fault([...path, key], issue.message));
      default:
        return [fault(path, issue.message)];
    }
  });
}

function fault(path: readonly PropertyKey[], sentence: string): string {
  return `${path.length === 0 ? "The document" : `${z.core.toDotPath(path)}:`} ${sentence}`;
}

/** The document that reads as this policy, with nothing left out. */
export function describeRecoveryPolicy(policy: RecoveryPolicy): RecoveryPolicyDocument {
  const { payment, verification, loyalty_hold, fulfillment } = policy.stages;
  return {
    version: policy.version,
    stages: {
      payment: describeStage(payment),
      verification: describeStage(verification),
      loyalty_hold: describeStage(loyalty_hold),
      fulfillment: describeStage(fulfillment),
    },
    quietHours: policy.quietHours === null ? "off" : describeQuietHours(policy.quietHours),
    frequencyCap: policy.frequencyCapMs === null ? "off" : durationText(policy.frequencyCapMs),
    foldOrders: policy.foldsOrders,
    recheck: durationText(policy.recheckMs),
    worthSending: durationText(policy.worthSendingMs),
    hold: durationText(policy.holdMs),
    holdWarning: durationText(policy.holdWarningMs),
  };
}

function describeStage(stage: StagePolicy) {
  const { not_started, in_progress, waiting, failed } = stage.waitingOn;
  return {
    patience: durationText(stage.patienceMs),
    // A document always names somebody; where a policy in code doesn't, the key is left out.
    waitingOn: {
      not_started: not_started ?? undefined,
      in_progress: in_progress ?? undefined,
      waiting: waiting ?? undefined,
      failed: failed ?? undefined,
    },
    cadence: stage.cadenceMs.map(durationText),
    escalateAfter: durationText(stage.escalateAfterMs),
    holdOut: stage.holdOutShare,
  };
}

function describeQuietHours({ fromMinute, toMinute, timeZone }: QuietHours) {
  return { from: clockText(fromMinute), to: clockText(toMinute), timeZone };
}

function clockText(minuteOfDay: number): string {
  const [hour, minute] = [Math.floor(minuteOfDay / 60), minuteOfDay % 60];
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
