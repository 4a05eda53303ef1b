import type { OrderPage } from "@followthrough/core/contract";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Hold } from "../../parts/hold.tsx";
import { LoyaltySteps } from "../../parts/loyalty-steps.tsx";
import { moneyText } from "../../parts/money.tsx";
import { Section } from "../../parts/page.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Scroller } from "../../parts/scroller.tsx";
import { Ago, Exact } from "../../parts/time.tsx";

const SUPPRESSIONS = { unsubscribed: "unsubscribed", bounced: "bounced" } as const;

/** The order itself, its shopper, and their points. */
export function OrderFacts({ page }: { readonly page: OrderPage }) {
  const { order, shopper, loyaltySteps } = page;
  const { loyaltyHold } = page.orchestration;
  return (
    <>
      <Section title="Shopper">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-4 pb-3 text-13">
          <Fact name="Member">
            {order.memberId === null ? (
              shopper.state === "erased" ? (
                "Erased"
              ) : (
                "None: a guest order"
              )
            ) : (
              <Link
                to="/members/$memberId"
                params={{ memberId: order.memberId }}
                className="text-accent underline underline-offset-2"
              >
                <Plain text={shopper.member?.name ?? order.memberId} />
              </Link>
            )}
            {shopper.state === "missing" && " – never reported"}
          </Fact>
          <Fact name="Address">
            {shopper.email === null ? "None" : <Plain text={shopper.email} className="break-all" />}
            {shopper.suppression !== null && (
              <span className="text-failed"> – {SUPPRESSIONS[shopper.suppression]}</span>
            )}
          </Fact>
          <Fact name="Order updates">{shopper.orderUpdates ? "Wanted" : "Not wanted"}</Fact>
          <Fact name="Written to">
            {shopper.lastPromptedAt === null ? "Never" : <Ago at={shopper.lastPromptedAt} />}
          </Fact>
          {shopper.member !== null && (
            <Fact name="Clock">
              <Plain
                text={`${shopper.member.timeZone ?? "not known"}, ${shopper.member.locale ?? "no language"}`}
              />
            </Fact>
          )}
        </dl>
      </Section>
      {(loyaltyHold !== null || loyaltySteps.length > 0) && (
        <Section title="Points">
          <div className="grid gap-2 px-4 pb-3 text-13">
            {loyaltyHold !== null && <Hold hold={loyaltyHold} />}
            {loyaltySteps.length > 0 && <LoyaltySteps steps={loyaltySteps} />}
          </div>
        </Section>
      )}
      <Section title="Items" aside={<Exact at={order.placedAt} />}>
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
              {order.items.map((item, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines have no ids and never move
                <tr key={at} className="border-t border-divider align-top first:border-t-0">
                  <td className="px-4 py-1.5 break-words">
                    {item.quantity} × <Plain text={item.title} />
                  </td>
                  <td className="figure px-4 py-1.5 text-right whitespace-nowrap">
                    {moneyText(item.unitPrice)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      </Section>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-quiet">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
