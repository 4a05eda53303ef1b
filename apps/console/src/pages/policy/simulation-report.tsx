import type { PolicyReplay } from "@followthrough/core/contract";
import { Link } from "@tanstack/react-router";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Scroller } from "../../parts/scroller.tsx";
import { Exact, shortDay } from "../../parts/time.tsx";
import { STAGE_NAMES } from "../../words/stages.ts";

const KINDS = [
  ["prompt", "Prompts"],
  ["defer", "Deferred"],
  ["suppress", "No mail"],
  ["escalate", "To operators"],
] as const;

/** How many prompts, when, and to which members, compared with what really happened. */
export function SimulationReport({
  simulation,
  inForce,
}: {
  readonly simulation: PolicyReplay;
  readonly inForce: string;
}) {
  return (
    <Section
      title={`Simulation of ${simulation.version}`}
      aside={
        <>
          {simulation.orders} orders, <Exact at={simulation.from} /> to <Exact at={simulation.to} />
        </>
      }
    >
      <div className="grid gap-4 px-4 pb-4">
        <p className="max-w-[70ch] text-13 text-quiet">
          The same reports and the same sweeps, decided again. How shoppers would have reacted to
          other mail can’t be known: reports come when they came. Facts about shoppers are today’s.
          {!simulation.isWhole &&
            " The period has more orders than are simulated at once; these are the latest."}
        </p>
        <div className="grid grid-cols-1 items-start gap-4 @3xl:grid-cols-2">
          <Scroller label="Decisions">
            <table className="w-full text-13">
              <caption className="pb-1 text-left font-semibold">Decisions</caption>
              <Head inForce={inForce} version={simulation.version} />
              <tbody>
                {KINDS.map(([kind, label]) => (
                  <Row
                    key={kind}
                    label={label}
                    was={simulation.recorded[kind]}
                    is={simulation.replayed[kind]}
                  />
                ))}
                <Row
                  label="Recipients"
                  was={simulation.recipients.recorded}
                  is={simulation.recipients.replayed}
                />
                {simulation.byStage.map(({ stage, recorded, replayed }) => (
                  <Row
                    key={stage}
                    label={`Prompts at ${STAGE_NAMES[stage]}`}
                    was={recorded}
                    is={replayed}
                  />
                ))}
              </tbody>
            </table>
          </Scroller>
          <Scroller label="Prompts by day">
            <table className="w-full text-13">
              <caption className="pb-1 text-left font-semibold">Prompts by day</caption>
              <Head inForce={inForce} version={simulation.version} />
              <tbody>
                {simulation.byDay.map(({ day, recorded, replayed }) => (
                  <Row key={day} label={shortDay(day)} was={recorded} is={replayed} />
                ))}
              </tbody>
            </table>
          </Scroller>
        </div>
        <p className="text-13">
          {simulation.same} {simulation.same === 1 ? "prompt is" : "prompts are"} the same.{" "}
          {simulation.needless} of the simulated would have gone to orders that moved on within a
          day without a prompt.
        </p>
        {simulation.differenceCount > 0 && <Differences simulation={simulation} />}
      </div>
    </Section>
  );
}

function Head({ inForce, version }: { readonly inForce: string; readonly version: string }) {
  return (
    <thead className="text-12 text-quiet">
      <tr>
        <td />
        <th scope="col" className="px-2 py-1 text-right font-medium">
          Recorded<span className="sr-only"> under {inForce} and before</span>
        </th>
        <th scope="col" className="px-2 py-1 text-right font-medium">
          Simulated<span className="sr-only"> with {version}</span>
        </th>
        <th scope="col" className="py-1 text-right font-medium">
          Change
        </th>
      </tr>
    </thead>
  );
}

function Row({
  label,
  was,
  is,
}: {
  readonly label: string;
  readonly was: number;
  readonly is: number;
}) {
  const change = is - was;
  return (
    <tr className="h-8 border-t border-divider">
      <th scope="row" className="text-left font-normal">
        {label}
      </th>
      <td className="figure px-2 text-right">{was}</td>
      <td className="figure px-2 text-right font-medium">{is}</td>
      <td className={`figure text-right ${change === 0 ? "text-quiet" : ""}`}>
        {change === 0 ? "same" : `${change > 0 ? "+" : "−"}${Math.abs(change)}`}
      </td>
    </tr>
  );
}

function Differences({ simulation }: { readonly simulation: PolicyReplay }) {
  return (
    <details>
      <summary className="text-13 underline underline-offset-2">
        {simulation.differenceCount}{" "}
        {simulation.differenceCount === 1 ? "prompt differs" : "prompts differ"}
      </summary>
      <section
        className="relative max-h-80 overflow-auto pt-2"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it
        tabIndex={0}
        aria-label="Prompts that differ"
      >
        <table className="w-full text-13">
          <thead className="text-left text-12 text-quiet">
            <tr>
              <th scope="col" className="py-1 font-medium">
                Order
              </th>
              <th scope="col" className="px-2 py-1 font-medium">
                Prompt
              </th>
              <th scope="col" className="px-2 py-1 font-medium">
                Really
              </th>
              <th scope="col" className="py-1 font-medium">
                Simulated
              </th>
            </tr>
          </thead>
          <tbody>
            {simulation.differences.map((row) => (
              <tr
                key={`${row.orderId} ${row.stage} ${row.step} ${row.recordedAt} ${row.replayedAt}`}
                className="h-8 border-t border-divider"
              >
                <td>
                  <Link
                    to="/orders/$orderId"
                    params={{ orderId: row.orderId }}
                    className="font-mono text-12 text-accent underline underline-offset-2"
                  >
                    <Plain text={row.orderId} />
                  </Link>
                </td>
                <td className="px-2 whitespace-nowrap">
                  {STAGE_NAMES[row.stage]}, {row.step + 1}
                </td>
                <td className="px-2 whitespace-nowrap">
                  {row.recordedAt === null ? (
                    <span className="text-quiet">not sent</span>
                  ) : (
                    <Exact at={row.recordedAt} />
                  )}
                </td>
                <td className="whitespace-nowrap">
                  {row.replayedAt === null ? (
                    <span className="text-quiet">not sent</span>
                  ) : (
                    <Exact at={row.replayedAt} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
