import { z } from "zod";
import {
  PAYMENT_METHODS,
  type PaymentPolicy,
  perStage,
  type QuietHours,
  type RecoveryPolicy,
  type StagePolicy,
} from "../domain/index.ts";
import { durationText } from "./duration.ts";
import { RecoveryPolicySchema } from "./recovery-policy-schema.ts";

/** A recovery policy as a shop writes it, in YAML or JSON. Everything except `version` may be left out. */
export type RecoveryPolicyDocument = z.input<typeof RecoveryPolicySchema>;

/** The policy, or every problem with the document: its place, and what would be right there. */
export type RecoveryPolicyReading =
  | { readonly ok: true; readonly policy: RecoveryPolicy }
  | { readonly ok: false; readonly problems: string[] };

/**
 * Reads a parsed document. Settings that it leaves out are taken from `DEFAULT_POLICY`.
 *
 * @example readRecoveryPolicy({ version: "shop-1", frequencyCap: "12h" })
 */
export function readRecoveryPolicy(document: unknown): RecoveryPolicyReading {
  const parsed = RecoveryPolicySchema.safeParse(document);
  return parsed.success
    ? { ok: true, policy: parsed.data }
    : { ok: false, problems: problemsOf(parsed.error.issues, []) };
}

function problemsOf(issues: readonly z.core.$ZodIssue[], at: readonly PropertyKey[]): string[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    switch (issue.code) {
      case "invalid_union":
        // The last branch is the setting itself. Its error says more than that the value isn't "off".
        return problemsOf(issue.errors.at(-1) ?? [], path);
      case "unrecognized_keys":
        return issue.keys.map((key) => problem([...path, key], issue.message));
      default:
        return [problem(path, issue.message)];
    }
  });
}

function problem(path: readonly PropertyKey[], sentence: string): string {
  return `${path.length === 0 ? "The document" : `${z.core.toDotPath(path)}:`} ${sentence}`;
}

/** The document that gives this policy, with every setting. */
export function describeRecoveryPolicy(policy: RecoveryPolicy): RecoveryPolicyDocument {
  return {
    version: policy.version,
    stages: perStage((stage) => describeStage(policy.stages[stage])),
    payment: describePayment(policy.payment),
    checks: { maxAttempts: policy.checks.maxAttempts ?? "off" },
    requires: policy.requires,
    judgment: {
      laterOrder: policy.judgment.asksAboutLaterOrder ? "ask" : "ignore",
      assigned: policy.judgment.waitsForAssignee ? "wait" : "ignore",
    },
    maxAge: policy.maxAgeMs === null ? "off" : durationText(policy.maxAgeMs),
    quietHours: policy.quietHours === null ? "off" : describeQuietHours(policy.quietHours),
    frequencyCap: policy.frequencyCapMs === null ? "off" : durationText(policy.frequencyCapMs),
    foldOrders: policy.foldsOrders,
    recheck: durationText(policy.recheckMs),
    worthSending: durationText(policy.worthSendingMs),
    sendRate: policy.sendRate ?? "off",
    hold: durationText(policy.holdMs),
    holdWarning: durationText(policy.holdWarningMs),
  };
}

function describeStage(stage: StagePolicy) {
  const { not_started, in_progress, waiting, failed } = stage.waitingOn;
  return {
    patience: durationText(stage.patienceMs),
    // A document always names someone. If a policy in code doesn't, the key is left out.
    waitingOn: {
      not_started: not_started ?? undefined,
      in_progress: in_progress ?? undefined,
      waiting: waiting ?? undefined,
      failed: failed ?? undefined,
    },
    cadence: stage.cadenceMs.map(durationText),
    escalateAfter: durationText(stage.escalateAfterMs),
    holdOut: stage.controlShare,
  };
}

function describePayment(payment: PaymentPolicy) {
  const { settledBy, partialBy, patienceMs, voucherLeadMs, unnamed } = payment;
  const patience = PAYMENT_METHODS.map((method) => {
    const own = patienceMs[method];
    return [method, own === null ? "off" : durationText(own)] as const;
  });
  return {
    settledBy,
    partial: partialBy,
    patience: Object.fromEntries(patience),
    voucherLead: durationText(voucherLeadMs),
    unnamed,
  };
}

function describeQuietHours({ fromMinute, toMinute, timeZone }: QuietHours) {
  return { from: clockText(fromMinute), to: clockText(toMinute), timeZone };
}

function clockText(minuteOfDay: number): string {
  const [hour, minute] = [Math.floor(minuteOfDay / 60), minuteOfDay % 60];
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
