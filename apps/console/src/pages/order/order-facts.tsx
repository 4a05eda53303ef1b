import type { OrderPage } from "@followthrough/core/contract";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Hold } from "../../parts/hold.tsx";
import { LoyaltySteps } from "../../parts/loyalty-steps.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Ago, Exact } from "../../parts/time.tsx";
import { OrderItems } from "./order-items.tsx";

const ADDRESS_PROBLEMS = {
  malformed: "the reported one is no mail address",
  too_long: "the reported one is too long",
} as const;
const SUPPRESSIONS = {
  complained: "reported as spam",
  unsubscribed: "unsubscribed",
  bounced: "bounced",
} as const;

/** The order itself, its shopper, and their points. */
export function OrderFacts({ page }: { readonly page: OrderPage }) {
  const { order, shopper, loyaltySteps } = page;
  const { loyaltyHold } = page.orchestration;
  const problem = order.emailProblem ?? shopper.member?.emailProblem ?? null;
  const timeZone = shopper.member?.timeZone ?? order.timeZone;
  const locale = shopper.member?.locale ?? order.locale;
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
            {problem !== null && (
              <span className="text-failed"> – {ADDRESS_PROBLEMS[problem]}</span>
            )}
            {shopper.suppression !== null && (
              <span className="text-failed"> – {SUPPRESSIONS[shopper.suppression]}</span>
            )}
          </Fact>
          <Fact name="Order updates">{shopper.orderUpdates ? "Wanted" : "Not wanted"}</Fact>
          <Fact name="Written to">
            {shopper.lastPromptedAt === null ? "Never" : <Ago at={shopper.lastPromptedAt} />}
          </Fact>
          <Fact name="Clock">
            <Plain text={`${timeZone ?? "not known"}, ${locale ?? "no language"}`} />
          </Fact>
          {order.channel !== null && (
            <Fact name="Channel">
              <Plain text={order.channel} />
            </Fact>
          )}
          {Object.entries(order.attributes).map(([name, value]) => (
            <Fact key={name} name={<Plain text={name} />}>
              <Plain text={String(value)} className="break-words" />
            </Fact>
          ))}
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
        <OrderItems order={order} />
      </Section>
    </>
  );
}
function Fact({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-quiet">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}
