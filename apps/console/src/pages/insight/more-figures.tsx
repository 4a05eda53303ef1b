import type { Insight } from "@followthrough/core/contract";
import { Bars } from "../../parts/bars.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Scroller } from "../../parts/scroller.tsx";
import { FigureLink } from "./figure-link.tsx";

/** Prompts per order, who opted out, and the policies side by side. */
export function MoreFigures({ insight }: { readonly insight: Insight }) {
  const { prompted, optedOut } = insight.optOut;
  return (
    <div className="grid grid-cols-1 items-start gap-4 @4xl:grid-cols-2">
      <Section title="Prompts per order">
        <Bars
          caption="Orders by the number of prompts that went out"
          empty="No prompt went out."
          bars={insight.promptsPerOrder.map(({ prompts, orders }) => ({
            key: String(prompts),
            label: prompts === 0 ? "None" : prompts === 1 ? "1 prompt" : `${prompts} prompts`,
            value: orders,
            text: (
              <FigureLink figure="prompts" prompts={prompts} label={`${prompts} prompts`}>
                {orders}
              </FigureLink>
            ),
          }))}
        />
        <p className="border-t border-divider px-4 py-3 text-13">
          Opted out after a prompt:{" "}
          <FigureLink figure="opted_out" label="opted out">
            {optedOut}
          </FigureLink>{" "}
          of {prompted} {prompted === 1 ? "member" : "members"}
          {prompted > 0 && ` – ${((optedOut / prompted) * 100).toFixed(1)} %`}
        </p>
      </Section>
      <Section title="By policy" aside="of the first prompt">
        {insight.byPolicy.length === 0 ? (
          <p className="px-4 pb-3 text-13 text-quiet">No prompt went out.</p>
        ) : (
          <Scroller label="Orders by policy">
            <table className="mb-2 w-full text-13">
              <caption className="sr-only">
                Orders by the policy that decided their first prompt
              </caption>
              <thead className="text-12 text-quiet">
                <tr>
                  <th scope="col" className="py-1 pl-4 text-left font-medium">
                    Version
                  </th>
                  <th scope="col" className="px-2 py-1 text-right font-medium">
                    Prompted
                  </th>
                  <th scope="col" className="px-2 py-1 text-right font-medium">
                    Clicked
                  </th>
                  <th scope="col" className="py-1 pr-4 pl-2 text-right font-medium">
                    Moved on
                  </th>
                </tr>
              </thead>
              <tbody>
                {insight.byPolicy.map((row) => (
                  <tr key={row.policy} className="h-9">
                    <th
                      scope="row"
                      className="pl-4 text-left font-mono text-12 font-normal break-all"
                    >
                      {row.policy}
                    </th>
                    {(["prompted", "clicked", "movedOn"] as const).map((name) => (
                      <td key={name} className="px-2 text-right last:pr-4">
                        <FigureLink
                          figure={name === "movedOn" ? "moved_on" : name}
                          policy={row.policy}
                          label={`${name} under ${row.policy}`}
                        >
                          {row[name]}
                        </FigureLink>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroller>
        )}
      </Section>
    </div>
  );
}
