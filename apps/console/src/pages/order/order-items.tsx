import type { Order } from "@followthrough/core/contract";
import { amountOfLine, unexplainedAmount } from "@followthrough/core/domain";
import type { ReactNode } from "react";
import { moneyText } from "../../parts/money.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Scroller } from "../../parts/scroller.tsx";

/** The lines of an order, and how they come to its total. */
export function OrderItems({ order }: { readonly order: Order }) {
  const { items, moreItems, total } = order;
  return (
    <Scroller label="Items">
      <table className="w-full text-13">
        <caption className="sr-only">What was ordered</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Price</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no ids and never move
            <tr key={at} className="border-t border-divider align-top first:border-t-0">
              <td className="px-4 py-1.5 break-words">
                {item.quantity.toLocaleString(undefined, { maximumFractionDigits: 6 })} ×{" "}
                <Plain text={item.title} />
                {item.quantity !== 1 && (
                  <span className="text-quiet"> at {moneyText(item.unitPrice)}</span>
                )}
              </td>
              <td className="figure px-4 py-1.5 text-right whitespace-nowrap">
                {moneyText({ ...item.unitPrice, amount: amountOfLine(item) })}
              </td>
            </tr>
          ))}
          {moreItems !== null && (
            <Sum
              name={`${moreItems.count.toLocaleString()} more ${moreItems.count === 1 ? "line" : "lines"}`}
            >
              {moreItems.amount === null ? "–" : moneyText({ ...total, amount: moreItems.amount })}
            </Sum>
          )}
          {amountsOf(order).map(([name, amount]) => (
            <Sum key={name} name={name}>
              {moneyText({ ...total, amount })}
            </Sum>
          ))}
          <tr className="border-t border-divider font-medium">
            <td className="px-4 py-1.5">Total</td>
            <td className="figure px-4 py-1.5 text-right whitespace-nowrap">{moneyText(total)}</td>
          </tr>
        </tbody>
      </table>
    </Scroller>
  );
}

/** What the shop says of the way to the total, and what it does not explain. */
function amountsOf(order: Order): [name: string, amount: number][] {
  const { discount, shipping, tax, pointsValue, pointsWaived } = order;
  const pointsOff = pointsWaived ? null : (pointsValue?.amount ?? null);
  const other = unexplainedAmount({ ...order, pointsOff });
  const said: [string, number | null][] = [
    ["Discount", discount === null ? null : -discount],
    ["Points", pointsOff === null ? null : -pointsOff],
    ["Delivery", shipping],
    [tax?.included === true ? "Tax, included" : "Tax", tax?.amount ?? null],
    ["Not explained by the shop", other === 0 ? null : other],
  ];
  return said.flatMap(([name, amount]) => (amount === null ? [] : [[name, amount]]));
}

function Sum({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <tr className="border-t border-divider text-quiet">
      <td className="px-4 py-1.5">{name}</td>
      <td className="figure px-4 py-1.5 text-right whitespace-nowrap">{children}</td>
    </tr>
  );
}
