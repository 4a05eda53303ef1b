import type { EngineSign } from "@followthrough/core/contract";
import { shortDuration } from "../parts/time.tsx";

interface SignWords {
  readonly name: string;
  readonly say: (value: number) => string;
}

const count = (one: string, many: string) => (value: number) =>
  value === 0 ? "None" : `${value} ${value === 1 ? one : many}`;

/** What each sign is called, and how its value is said. */
export const SIGN_WORDS: Readonly<Record<EngineSign["sign"], SignWords>> = {
  database: {
    name: "Database",
    say: (value) => (value === 0 ? "Takes writes" : "Takes no writes"),
  },
  sweep: { name: "Sweep", say: (value) => (value === 0 ? "On time" : `${value} slots late`) },
  oldest_overdue: {
    name: "Oldest overdue",
    say: (seconds) => (seconds === 0 ? "Nothing is overdue" : shortDuration(seconds * 1_000)),
  },
  failed_decisions: { name: "Not decided by the last sweep", say: count("order", "orders") },
  unknown_prompts: { name: "Outcome unknown", say: count("prompt", "prompts") },
  dead_prompts: { name: "Dead letters", say: count("prompt", "prompts") },
  waiting_prompts: { name: "On their way", say: count("prompt", "prompts") },
  alerts: { name: "Alerts nobody got", say: count("alert", "alerts") },
  dead_messages: { name: "Messages not read", say: count("message", "messages") },
  parked_facts: { name: "Reports of unknown orders", say: count("report", "reports") },
};
