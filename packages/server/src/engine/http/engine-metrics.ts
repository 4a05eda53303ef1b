import { Counter, Gauge, type Registry } from "prom-client";
import { QUEUES } from "../../platform/jobs/queue-names.ts";
import type { EngineFigures } from "../read-engine.ts";

/** One figure with its labels. */
type Figure = readonly [labels: Readonly<Record<string, string>>, value: number];

/** A metric of the engine, and how to read its figures. */
interface EngineMetric {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly isCounter?: true;
  readonly read: (figures: EngineFigures) => readonly Figure[];
}

const one = (value: number): readonly Figure[] => [[{}, value]];
const inSeconds = (ms: number) => ms / 1000;

/** States in which a delivery has ended. Operators can bring `unknown` and `dead` prompts back from there. */
const ENDED = ["sent", "unknown", "dead", "cancelled", "suppressed"] as const;

const WITHOUT_EFFECT = ["received", "parked", "dead"] as const;
const CHECKS = ["open", "healed", "unchanged", "moot"] as const;

const METRICS: readonly EngineMetric[] = [
  {
    name: "overdue_orchestrations",
    help: "Orders that are due for the sweep and not paused",
    read: ({ backlog }) => one(backlog.reduce((sum, { count }) => sum + count, 0)),
  },
  {
    name: "oldest_overdue_seconds",
    help: "How long the oldest overdue order has been due",
    read: ({ oldestOverdueSeconds }) => one(oldestOverdueSeconds),
  },
  {
    name: "backlog",
    help: "Orders that are due for the sweep, by stage and by who must act next",
    labelNames: ["stage", "cause"],
    read: ({ backlog }) => backlog.map(({ stage, cause, count }) => [{ stage, cause }, count]),
  },
  {
    name: "claim_lag_seconds",
    help: "The longest time from an order becoming due to its claim, in the last finished sweep",
    read: ({ lastFinished }) => (lastFinished ? one(inSeconds(lastFinished.claimLagMs)) : []),
  },
  {
    name: "sweep_last_finished_timestamp_seconds",
    help: "When the last finished sweep ended; absent until one has",
    read: ({ lastFinished }) => (lastFinished ? one(inSeconds(lastFinished.finishedAt)) : []),
  },
  {
    name: "sweep_missed_slots",
    help: "Slots of the schedule that have passed since the last finished sweep began, up to 100",
    read: ({ missedSlots }) => one(missedSlots),
  },
  {
    name: "open_escalations",
    help: "Escalations that nobody has resolved, by reason",
    labelNames: ["reason"],
    read: ({ escalations }) => [...escalations].map(([reason, count]) => [{ reason }, count]),
  },
  {
    name: "prompts",
    help: "Prompts by delivery state",
    labelNames: ["state"],
    read: ({ prompts }) => [...prompts].map(([state, count]) => [{ state }, count]),
  },
  {
    name: "deliveries_total",
    help: "Prompts whose delivery has ended, by how",
    labelNames: ["state"],
    isCounter: true,
    read: ({ prompts }) => ENDED.map((state) => [{ state }, prompts.get(state) ?? 0]),
  },
  {
    name: "operator_alerts",
    help: "Alerts to operators, by channel and state",
    labelNames: ["channel", "state"],
    read: ({ alerts }) =>
      alerts.map(({ channel, state, count }) => [{ channel, state }, count] as const),
  },
  {
    name: "dead_letters",
    help: "Jobs that failed in all their attempts, by the queue that they were moved to",
    labelNames: ["queue"],
    read: ({ alerts, inbox }) => {
      const dead = alerts.filter(({ state }) => state === "dead");
      return [
        [{ queue: QUEUES.deadAlert }, dead.reduce((sum, { count }) => sum + count, 0)],
        [{ queue: QUEUES.deadInbox }, inbox.get("dead") ?? 0],
      ];
    },
  },
  {
    name: "paused_orchestrations",
    help: "Orders whose recovery an operator has paused",
    read: ({ paused }) => one(paused),
  },
  {
    name: "parked_facts",
    help: "Facts whose order is not known yet",
    read: ({ parkedFacts }) => one(parkedFacts),
  },
  {
    name: "inbox_messages",
    help: "Providers' messages that have had no effect yet, by state",
    labelNames: ["state"],
    read: ({ inbox }) => WITHOUT_EFFECT.map((state) => [{ state }, inbox.get(state) ?? 0]),
  },
  {
    name: "provider_checks",
    help: "Provider checks before a prompt: open ones, and those of the last 30 days by outcome",
    labelNames: ["outcome"],
    read: ({ checks }) => CHECKS.map((outcome) => [{ outcome }, checks.get(outcome) ?? 0]),
  },
  {
    name: "silently_healed_share",
    help: "Share of the last 30 days' provider answers that made a prompt unnecessary; absent without answers",
    read: ({ checks }) => {
      const healed = checks.get("healed") ?? 0;
      const answered = healed + (checks.get("unchanged") ?? 0);
      return answered === 0 ? [] : one(healed / answered);
    },
  },
];

/**
 * Registers the engine's metrics.
 *
 * @returns a function that sets them all. Figures that could not be read are left out instead of keeping their last
 *   value: a stale figure looks healthy.
 */
export function createEngineGauges(registry: Registry): (figures: EngineFigures | null) => void {
  const registers = [registry];
  const writable = new Gauge({
    name: "followthrough_database_writable",
    help: "1 while the database takes writes",
    registers,
  });
  const shown = METRICS.map(({ name, help, labelNames = [], isCounter, read }) => {
    const settings = {
      name: `followthrough_${name}`,
      help,
      labelNames: [...labelNames],
      registers,
    };
    const metric = isCounter ? new Counter(settings) : new Gauge(settings);
    return { metric, hasLabels: labelNames.length > 0, read };
  });
  return (figures) => {
    writable.set(figures?.isWritable === true ? 1 : 0);
    for (const { metric, hasLabels, read } of shown) {
      // A metric without labels that is reset shows 0 instead of being left out.
      if (hasLabels) metric.reset();
      else metric.remove();
      for (const [labels, value] of figures === null ? [] : read(figures))
        metric.inc(labels, value);
    }
  };
}
