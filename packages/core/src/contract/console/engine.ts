import { z } from "zod";
import { InboxMessage } from "../inbox.ts";
import { SweepSummary } from "../operations.ts";
import { PromptDetail } from "./order-page.ts";

const Named = z.object({ name: z.string(), count: z.int() });

/** One sign of the engine's health. */
export const EngineSign = z
  .object({
    sign: z.enum([
      "database",
      "sweep",
      "oldest_overdue",
      "failed_decisions",
      "unknown_prompts",
      "dead_prompts",
      "waiting_prompts",
      "alerts",
      "parked_facts",
      "dead_messages",
    ]),
    level: z.enum(["good", "watch", "bad"]),
    value: z.number(),
    limit: z.number().describe("The value from which on it needs action"),
  })
  .meta({ id: "EngineSign" });

/** One sign of the engine's health. */
export type EngineSign = z.infer<typeof EngineSign>;

/** How the engine runs. */
export const EnginePage = z
  .object({
    asOf: z.string(),
    signs: z.array(EngineSign),
    cron: z.string(),
    nextSweepAt: z.string(),
    missedSlots: z.int(),
    oldestOverdueSeconds: z.number(),
    backlog: z.array(z.object({ stage: z.string(), cause: z.string(), count: z.int() })),
    prompts: z.array(Named),
    escalations: z.array(Named),
    alerts: z.array(z.object({ channel: z.string(), state: z.string(), count: z.int() })),
    inbox: z
      .array(Named)
      .describe("Providers' messages that are neither applied nor ignored, by state"),
    deadMessages: z.array(InboxMessage).describe("Newest first, the latest 50"),
    paused: z.int(),
    parkedFacts: z.int(),
    sweeps: z.array(SweepSummary).describe("The latest 50, newest first"),
    stuck: z.array(PromptDetail).describe("Dead and unknown prompts, newest first, the latest 50"),
  })
  .meta({ id: "EnginePage" });

/** How the engine runs. */
export type EnginePage = z.infer<typeof EnginePage>;
