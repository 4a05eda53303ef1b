import type { Insight } from "@followthrough/core/contract";
import { Section } from "../../parts/page-parts.tsx";
import { Scroller } from "../../parts/scroller.tsx";
import { STAGE_NAMES } from "../../words/stages.ts";
import { FigureLink } from "./figure-link.tsx";

/** How many orders came to each stage, and how many went on. */
export function Funnel({ insight }: { readonly insight: Insight }) {
  const widest = Math.max(1, ...insight.funnel.map(({ reached }) => reached));
  return (
    <Section title="Funnel" aside="reached, went on, and still there">
      <Scroller label="Orders by stage">
        <table className="mb-2 w-full text-13">
          <caption className="sr-only">Orders by stage</caption>
          <thead className="text-12 text-quiet">
            <tr>
              <th scope="col" className="py-1 pl-4 text-left font-medium">
                Stage
              </th>
              <th scope="col" className="hidden w-1/3 @md:table-cell">
                <span className="sr-only">Share</span>
              </th>
              <th scope="col" className="px-2 py-1 text-right font-medium">
                Reached
              </th>
              <th scope="col" className="px-2 py-1 text-right font-medium">
                Went on
              </th>
              <th scope="col" className="py-1 pr-4 pl-2 text-right font-medium">
                Still there
              </th>
            </tr>
          </thead>
          <tbody>
            {insight.funnel.map(({ stage, reached, passed, stuck }) => (
              <tr key={stage} className="h-9">
                <th scope="row" className="pl-4 text-left font-normal">
                  {STAGE_NAMES[stage]}
                </th>
                <td className="hidden px-2 @md:table-cell" aria-hidden="true">
                  <span
                    className="block h-3 rounded-[2px] bg-divider"
                    style={{ width: `${(reached / widest) * 100}%` }}
                  >
                    <span
                      className="block h-full rounded-[2px] bg-accent"
                      style={{ width: `${reached === 0 ? 0 : (passed / reached) * 100}%` }}
                    />
                  </span>
                </td>
                <td className="px-2 text-right">
                  <FigureLink figure="reached" of={stage} label={`reached ${STAGE_NAMES[stage]}`}>
                    {reached}
                  </FigureLink>
                </td>
                <td className="px-2 text-right">
                  <FigureLink figure="passed" of={stage} label={`left ${STAGE_NAMES[stage]}`}>
                    {passed}
                  </FigureLink>
                </td>
                <td className="pr-4 pl-2 text-right">
                  <FigureLink figure="stuck" of={stage} label={`still at ${STAGE_NAMES[stage]}`}>
                    {stuck}
                  </FigureLink>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </Section>
  );
}
