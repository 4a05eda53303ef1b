import { z } from "zod";
import { STAGES } from "../../domain/index.ts";
import { Instant, text } from "../primitives.ts";

const Text = text(50_000).describe("A policy's document, in YAML or JSON");

/** A policy that is or was in force. */
export const PolicyVersion = z
  .object({
    version: z.string(),
    source: z.enum(["default", "file", "console"]),
    text: z.string(),
    adoptedAt: z.string().nullable(),
    adoptedBy: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: "PolicyVersion" });

/** A policy that is or was in force. */
export type PolicyVersion = z.infer<typeof PolicyVersion>;

/** The policy in force, and those that were adopted. */
export const PolicyPage = z
  .object({
    inForce: PolicyVersion,
    versions: z.array(PolicyVersion).describe("Those of the console, newest first"),
  })
  .meta({ id: "PolicyPage" });

/** The policy in force, and those that were adopted. */
export type PolicyPage = z.infer<typeof PolicyPage>;

/** Body of `POST /console/api/policy/check`. */
export const PostPolicyCheck = z.strictObject({ text: Text }).meta({ id: "PostPolicyCheck" });

/** What a document says, or everything that is wrong with it. */
export const PolicyCheck = z
  .object({
    faults: z.array(z.string()),
    warnings: z.array(z.string()).describe("Why prompts would be sent rarely, late or to few"),
    version: z.string().nullable(),
    whole: z.string().nullable().describe("The document with every setting"),
  })
  .meta({ id: "PolicyCheck" });

/** What a document says, or everything that is wrong with it. */
export type PolicyCheck = z.infer<typeof PolicyCheck>;

/** Body of `POST /console/api/policy/replay`. */
export const PostPolicyReplay = z
  .strictObject({ text: Text, from: Instant, to: Instant })
  .meta({ id: "PostPolicyReplay" });

/** Body of `POST /console/api/policy/replay`. */
export type PostPolicyReplay = z.infer<typeof PostPolicyReplay>;

const Counts = z.object({
  prompt: z.int(),
  defer: z.int(),
  suppress: z.int(),
  escalate: z.int(),
});

/** A prompt that only one of the two has, or that they have at different times. */
const ReplayDifference = z
  .object({
    orderId: z.string(),
    recipient: z.string(),
    stage: z.enum(STAGES),
    step: z.int(),
    recordedAt: z.string().nullable().describe("When it was really decided; null: never"),
    replayedAt: z.string().nullable().describe("When this policy would decide it; null: never"),
  })
  .meta({ id: "ReplayDifference" });

/** What a policy would have decided over the recorded history, compared with what was decided. */
export const PolicyReplay = z
  .object({
    version: z.string(),
    from: z.string(),
    to: z.string(),
    orders: z.int(),
    isWhole: z
      .boolean()
      .describe("False: the period has more orders than can be simulated at once"),
    recorded: Counts,
    replayed: Counts,
    byDay: z.array(z.object({ day: z.string(), recorded: z.int(), replayed: z.int() })),
    byStage: z.array(z.object({ stage: z.enum(STAGES), recorded: z.int(), replayed: z.int() })),
    same: z.int().describe("Prompts that both have, at the same time"),
    needless: z.int().describe("Simulated prompts for orders that moved on within a day"),
    recipients: z.object({ recorded: z.int(), replayed: z.int() }),
    differences: z.array(ReplayDifference).describe("The first 200, in order of time"),
    differenceCount: z.int(),
  })
  .meta({ id: "PolicyReplay" });

/** What a policy would have decided over the recorded history. */
export type PolicyReplay = z.infer<typeof PolicyReplay>;

/** Body of `POST /console/api/policy/adopt`. */
export const PostPolicyAdopt = z
  .strictObject({
    text: Text,
    reason: text(1000),
    inForce: text(64).describe("The version that it replaces, as the operator saw it"),
  })
  .meta({ id: "PostPolicyAdopt" });

/** Body of `POST /console/api/policy/adopt`. */
export type PostPolicyAdopt = z.infer<typeof PostPolicyAdopt>;
