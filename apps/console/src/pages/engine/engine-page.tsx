import {
  type EnginePage as Engine,
  type EngineSign,
  SweepSummary,
} from "@followthrough/core/contract";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.ts";
import { sessionQuery } from "../../api/queries.ts";
import { Bars } from "../../parts/bars.tsx";
import { Button } from "../../parts/button.tsx";
import { Icon } from "../../parts/icons.tsx";
import { InboxList } from "../../parts/inbox-list.tsx";
import { PageHead, Section } from "../../parts/page-parts.tsx";
import { promptWord } from "../../parts/prompt-chip.tsx";
import { Scroller } from "../../parts/scroller.tsx";
import { Failed, failureText, LoadingRows } from "../../parts/states.tsx";
import { Ago, Exact, shortDuration } from "../../parts/time.tsx";
import { lookUp } from "../../words/look-up.ts";
import { reasonWords } from "../../words/reasons.ts";
import { SIGN_WORDS } from "../../words/signs.ts";
import { STAGE_NAMES, waitingWord } from "../../words/stages.ts";
import { engineQuery } from "./queries.ts";
import { StuckPrompts } from "./stuck-prompts.tsx";

/** How the engine runs, and where a person has to act. */
export function EnginePage() {
  const query = useQuery(engineQuery);
  const { data: operator } = useSuspenseQuery(sessionQuery);
  const { data: engine } = query;
  return (
    <div className="@container pb-8">
      <PageHead
        title="Engine"
        about={
          engine && (
            <>
              as of <Exact at={engine.asOf} /> · sweeps at{" "}
              <code className="font-mono text-12">{engine.cron}</code>, next{" "}
              <Ago at={engine.nextSweepAt} />
            </>
          )
        }
      >
        {operator.role !== "viewer" && <SweepNow />}
      </PageHead>
      {engine === undefined ? (
        query.isError ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <LoadingRows rows={10} />
        )
      ) : (
        <div className="grid gap-4 px-4 sm:px-6">
          {query.isError && (
            <p role="alert" className="rounded-control bg-failed-wash px-3 py-2 text-failed">
              {failureText(query.error)}
            </p>
          )}
          <Signs signs={engine.signs} />
          <div className="grid grid-cols-1 items-start gap-4 @4xl:grid-cols-2">
            <Backlog engine={engine} />
            <Outbox engine={engine} />
          </div>
          <StuckPrompts prompts={engine.stuck} canAct={operator.role !== "viewer"} />
          <Section title="Webhook messages that could not be read" aside={inboxWords(engine)}>
            <InboxList
              messages={engine.deadMessages}
              canAct={operator.role !== "viewer"}
              empty="None. A webhook’s message is listed here when all attempts to process it failed."
            />
          </Section>
          <Sweeps sweeps={engine.sweeps} />
        </div>
      )}
    </div>
  );
}

function SweepNow() {
  const queryClient = useQueryClient();
  const sweep = useMutation({
    mutationFn: () => ask(SweepSummary, "/sweeps", { method: "POST" }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  return (
    <>
      <p role="status" className="text-12 text-quiet">
        {sweep.data !== undefined && `${sweep.data.processed} orders looked at`}
        {sweep.error !== null && failureText(sweep.error)}
      </p>
      <Button isSmall onClick={() => sweep.mutate()} disabled={sweep.isPending}>
        {sweep.isPending ? "Sweeping …" : "Sweep now"}
      </Button>
    </>
  );
}

const LEVELS = {
  good: { look: "border-divider", word: "Good", color: "text-done", icon: "done" },
  watch: { look: "border-waiting", word: "Watch", color: "text-waiting", icon: "eye" },
  bad: { look: "border-failed bg-failed-wash", word: "Act", color: "text-failed", icon: "warn" },
} as const;

function Signs({ signs }: { readonly signs: readonly EngineSign[] }) {
  const bad = signs.filter(({ level }) => level === "bad").length;
  return (
    <section aria-label="Signs">
      <p role="status" className="sr-only">
        {bad === 0 ? "No sign is bad" : `${bad} ${bad === 1 ? "sign is" : "signs are"} bad`}
      </p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(12.5rem,100%),1fr))] gap-2">
        {signs.map(({ sign, level, value }) => {
          const { look, word, color, icon } = LEVELS[level];
          const { name, say } = SIGN_WORDS[sign];
          return (
            <li
              key={sign}
              className={`grid gap-0.5 rounded-card border bg-surface px-3 py-2 ${look}`}
            >
              <span className="flex items-center justify-between gap-2 text-12 text-quiet">
                {name}
                <span className={`flex items-center gap-1 font-medium ${color}`}>
                  <Icon name={icon} /> {word}
                </span>
              </span>
              <span className="figure text-16 font-semibold">{say(value)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Backlog({ engine }: { readonly engine: Engine }) {
  return (
    <Section
      title="Overdue, by stage and who must act next"
      aside={
        engine.oldestOverdueSeconds > 0 &&
        `the oldest for ${shortDuration(engine.oldestOverdueSeconds * 1000)}`
      }
    >
      <Bars
        empty="Nothing is overdue."
        bars={engine.backlog.map(({ stage, cause, count }) => ({
          key: `${stage} ${cause}`,
          label: `${stageName(stage)} · ${cause === "nobody" ? "nobody" : causeWord(cause)}`,
          value: count,
          text: String(count),
        }))}
      />
      <p className="px-4 pb-3 text-12 text-quiet">
        {engine.paused} paused by an operator ·{" "}
        <Link to="/" search={{ kind: "overdue" }} className="underline underline-offset-2">
          see them in the work list
        </Link>
      </p>
    </Section>
  );
}

function inboxWords({ inbox }: Engine): string {
  const of = (state: string) => inbox.find(({ name }) => name === state)?.count ?? 0;
  return `inbox: ${of("received")} to be processed, ${of("parked")} parked`;
}

function stageName(stage: string): string {
  return lookUp(STAGE_NAMES, stage) ?? stage;
}

function causeWord(cause: string): string {
  return cause === "member" || cause === "provider" || cause === "operator"
    ? waitingWord(cause).toLowerCase()
    : cause;
}

function Outbox({ engine }: { readonly engine: Engine }) {
  return (
    <Section title="Prompts, by state" aside={`${engine.parkedFacts} reports of unknown orders`}>
      <Bars
        empty="No prompt was decided yet."
        bars={engine.prompts.map(({ name, count }) => ({
          key: name,
          label: promptWord(name),
          value: count,
          text: String(count),
        }))}
      />
      {engine.escalations.length > 0 && (
        <>
          <h3 className="px-4 pt-1 text-13 font-semibold">Open escalations</h3>
          <div className="pb-2">
            <Bars
              empty=""
              bars={engine.escalations.map(({ name, count }) => ({
                key: name,
                label: reasonWords(name)?.label ?? name,
                value: count,
                text: String(count),
              }))}
            />
          </div>
        </>
      )}
    </Section>
  );
}

const COUNTS = [
  "processed",
  "prompted",
  "deferred",
  "suppressed",
  "escalations",
  "failed",
] as const;

function Sweeps({ sweeps }: { readonly sweeps: readonly SweepSummary[] }) {
  return (
    <Section title="Sweeps" aside="the latest 50">
      {sweeps.length === 0 ? (
        <p className="px-4 pb-3 text-13 text-quiet">None yet. The first comes with the schedule.</p>
      ) : (
        <Scroller label="Runs of the sweep">
          <table className="w-full text-13">
            <thead className="text-12 text-quiet">
              <tr className="border-b border-divider">
                <th scope="col" className="px-4 py-1.5 text-left font-medium">
                  Begun
                </th>
                <th scope="col" className="px-2 py-1.5 text-left font-medium">
                  By
                </th>
                <th scope="col" className="px-2 py-1.5 text-right font-medium">
                  Took
                </th>
                {COUNTS.map((name) => (
                  <th
                    key={name}
                    scope="col"
                    className="px-2 py-1.5 text-right font-medium capitalize last:pr-4"
                  >
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sweeps.map((sweep) => (
                <tr key={sweep.runId} className="h-9 border-b border-divider last:border-b-0">
                  <td className="px-4 whitespace-nowrap">
                    <Exact at={sweep.startedAt} />
                  </td>
                  <td className="px-2">{sweep.trigger}</td>
                  <td className="figure px-2 text-right whitespace-nowrap">
                    {sweep.finishedAt === null
                      ? "running, or cut short"
                      : tookText(sweep.startedAt, sweep.finishedAt)}
                  </td>
                  {COUNTS.map((name) => (
                    <td
                      key={name}
                      className={`figure px-2 text-right last:pr-4 ${name === "failed" && sweep.failed > 0 ? "font-semibold text-failed" : sweep[name] === 0 ? "text-quiet" : ""}`}
                    >
                      {sweep[name]}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </Section>
  );
}

function tookText(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  return ms < 1_000 ? `${ms} ms` : shortDuration(ms);
}
