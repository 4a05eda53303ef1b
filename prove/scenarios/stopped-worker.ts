import type { Scenario, ScenarioContext } from "../scenario.ts";
import type { Stage } from "../stage.ts";
import { STATEMENTS } from "../statements.ts";
import { sumVerdicts } from "../sum-verdicts.ts";
import { judge, type PromptRow, readPrompts, type Verdict } from "../verdict.ts";
import { waitUntil } from "../wait-until.ts";
import type { Trap, WirePoint } from "../wire-points.ts";

/** Where a worker falls asleep while it sends. */
type Moment = Pick<Trap, "protocol" | "name" | "moment" | "when">;

const MOMENTS: readonly Moment[] = [
  { protocol: "smtp", name: "rcpt", moment: "passed" },
  { protocol: "postgres", name: STATEMENTS.look, moment: "passed" },
  { protocol: "postgres", name: STATEMENTS.mark, moment: "passed" },
  { protocol: "postgres", name: STATEMENTS.lease, moment: "passed", when: hasRows },
  { protocol: "smtp", name: "body", moment: "forwarded" },
  { protocol: "postgres", name: STATEMENTS.mark, moment: "forwarded" },
  { protocol: "smtp", name: "dot", moment: "forwarded" },
  { protocol: "smtp", name: "dot", moment: "passed" },
];
const SHORT_MOMENTS = 1;
/** Its lease has to lapse and the other one's round has to come. */
const TAKEOVER_PATIENCE_MS = 40_000;

/** A worker that sleeps past its lease wakes up when another has taken over. */
export const stoppedWorker: Scenario = {
  name: "stopped-worker",
  about:
    "SIGSTOP a worker past its lease while it sends; another takes over; SIGCONT changes nothing",
  short: true,
  async run(context) {
    const moments = MOMENTS.slice(0, context.isShort ? SHORT_MOMENTS : MOMENTS.length);
    const verdicts: Verdict[] = [];
    for (let at = 0; at < moments.length; at += 2) {
      const pair = moments.slice(at, at + 2);
      verdicts.push(...(await Promise.all(pair.map((moment) => stopAt(context, moment)))));
    }
    return { ...sumVerdicts(verdicts), faults: moments.length };
  },
};

async function stopAt({ openStage }: ScenarioContext, moment: Moment): Promise<Verdict> {
  const stage = await openStage({ workers: 2 });
  const where = `stopped at ${moment.name} ${moment.moment}`;
  const slept = sleepAt(stage, moment);
  await stage.shop.putOrder("sleeper");
  await stage.shop.sweep();
  const { owner, at } = await waitUntil(`a worker ${where}`, TAKEOVER_PATIENCE_MS, slept);
  const before = await waitUntil(`a takeover, ${where}`, TAKEOVER_PATIENCE_MS, () =>
    readFinal(stage),
  );
  const accepted = countAccepted(stage);
  const broken: string[] = [];
  const worked = workAgain(stage, owner);
  wake(stage, owner);
  stage.wireLog.noteOutage(at, performance.now());
  await waitUntil(`${owner} at work again, ${where}`, TAKEOVER_PATIENCE_MS, () =>
    worked() ? true : undefined,
  );
  const [after] = await readPrompts(stage);
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    const [was, is] = [before, after].map((prompt) => `${prompt?.state}/${prompt?.attempts}`);
    broken.push(`${where}, the woken worker changed the prompt: ${was} attempts became ${is}`);
  }
  if (before.state === "sent" && countAccepted(stage) > accepted) {
    broken.push(`${where}, the woken worker sent a message that another had sent`);
  }
  const verdict = await judge(stage);
  // Those of all moments together would need more connections than Postgres allows by default.
  await stage.close();
  return { ...verdict, broken: [...broken, ...verdict.broken] };
}

/** Stops whichever worker comes there first. @returns where it stands, once it does */
function sleepAt(stage: Stage, moment: Moment): () => WirePoint | undefined {
  let asleep: WirePoint | undefined;
  for (const worker of stage.workers) {
    stage.wire.arm({
      ...moment,
      owner: worker.name,
      nth: 1,
      act: (point) => {
        if (asleep === undefined) worker.pause();
        asleep ??= point;
        return "go";
      },
    });
  }
  return () => asleep;
}

/** A lease of something: workers look for work also where there is none. */
function hasRows(point: WirePoint): boolean {
  return point.rows().length > 0;
}

function wake(stage: Stage, owner: string): void {
  stage.workers.find(({ name }) => name === owner)?.resume();
}

async function readFinal(stage: Stage): Promise<PromptRow | undefined> {
  const [prompt] = await readPrompts(stage);
  return prompt?.state === "sent" || prompt?.state === "unknown" ? prompt : undefined;
}

/** @returns whether it has looked for work twice since, so that whatever it had left to say has been said */
function workAgain(stage: Stage, owner: string): () => boolean {
  let rounds = 0;
  stage.wire.watch((point) => {
    if (point.owner !== owner || point.name !== STATEMENTS.lease) return;
    if (point.moment === "passed") rounds += 1;
  });
  return () => rounds >= 2;
}

function countAccepted({ sink }: Stage): number {
  return sink.journal.entries.filter(({ accepted }) => accepted).length;
}
