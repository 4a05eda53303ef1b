import type { ReactNode } from "react";

/** One bar with its label at it. */
export interface Bar {
  readonly key: string;
  readonly label: ReactNode;
  readonly value: number;
  readonly text: ReactNode;
}

/** Bars from zero, each with its own label; a table that can be read at a glance. */
export function Bars(props: {
  readonly bars: readonly Bar[];
  readonly empty: string;
  readonly caption?: string;
}) {
  const { bars } = props;
  const longest = Math.max(1, ...bars.map(({ value }) => value));
  if (bars.length === 0) return <p className="px-4 pb-3 text-13 text-quiet">{props.empty}</p>;
  return (
    <table className="w-full text-13">
      {props.caption !== undefined && <caption className="sr-only">{props.caption}</caption>}
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key}>
            <th scope="row" className="w-[38%] py-1 pl-4 text-left font-normal break-words">
              {bar.label}
            </th>
            <td className="py-1 pr-2 pl-3" aria-hidden="true">
              <span
                className="block h-3 min-w-px rounded-[2px] bg-accent"
                style={{ width: `${(bar.value / longest) * 100}%` }}
              />
            </td>
            <td className="figure w-px py-1 pr-4 text-right whitespace-nowrap">{bar.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
