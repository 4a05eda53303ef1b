import type { MemberPage as Member, SignedIn } from "@followthrough/core/contract";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { sessionQuery } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Copyable } from "../../parts/copyable.tsx";
import { Icon } from "../../parts/icons.tsx";
import { moneyText } from "../../parts/money.tsx";
import { PageHead, Section } from "../../parts/page-parts.tsx";
import { Plain, plainText } from "../../parts/plain.tsx";
import { Scroller } from "../../parts/scroller.tsx";
import { Failed, LoadingRows } from "../../parts/states.tsx";
import { Exact } from "../../parts/time.tsx";
import { STAGE_NAMES, STATUS_WORDS } from "../../words/stages.ts";
import { PromptList } from "../order/prompt-list.tsx";
import { EraseDialog } from "./erase-dialog.tsx";
import { MemberMail } from "./member-mail.tsx";
import { MemberPoints } from "./member-points.tsx";
import { memberQuery } from "./queries.ts";

/** One member: what they want, what they got, and their way out. */
export function MemberPage() {
  const { memberId } = useParams({ from: "/shell/members/$memberId" });
  const { data: operator } = useSuspenseQuery(sessionQuery);
  const query = useQuery(memberQuery(memberId));
  if (query.data === undefined) {
    return query.isError ? (
      <Failed isPage error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <>
        <h1 className="sr-only">Member</h1>
        <LoadingRows rows={10} />
      </>
    );
  }
  return <Shown key={memberId} member={query.data} operator={operator} />;
}

function Shown({ member, operator }: { readonly member: Member; readonly operator: SignedIn }) {
  const { shopper, erasure, orders } = member;
  const [isErasing, setErasing] = useState(false);
  const name =
    shopper.member?.name ??
    (shopper.state === "erased" ? "Erased member" : "Member never reported");
  return (
    <div className="@container pb-8">
      <div className="px-4 pt-3 sm:px-6">
        <Link
          to="/members"
          className="-ml-1.5 inline-flex min-h-7 items-center gap-1 rounded-control px-1.5 text-13 text-quiet hover:bg-sunken"
        >
          <Icon name="back" /> Members
        </Link>
      </div>
      <PageHead
        title={plainText(name)}
        about={<Copyable text={member.memberId} label="member id" />}
      >
        {operator.role === "admin" && (
          <Button isSmall look="danger" onClick={() => setErasing(true)}>
            Erase personal data
          </Button>
        )}
      </PageHead>
      <div className="grid grid-cols-1 items-start gap-4 px-4 sm:px-6 @4xl:grid-cols-[2fr_3fr]">
        <div className="grid min-w-0 gap-4">
          {erasure !== null && (
            <p className="rounded-control bg-sunken px-3 py-2 text-13">
              Erased on <Exact at={erasure.at} /> by <Plain text={erasure.by} />:{" "}
              <Plain text={erasure.reason} />
            </p>
          )}
          {shopper.member !== null && (
            <MemberMail member={member} canAct={operator.role !== "viewer"} />
          )}
          {/* Not while somebody is erased: afterwards there is nothing to ask for. */}
          {shopper.member !== null && !isErasing && <MemberPoints member={member} />}
        </div>
        <div className="grid min-w-0 gap-4">
          <Section title="Orders" aside={`${orders.length} shown`}>
            {orders.length === 0 ? (
              <p className="px-4 pb-3 text-13 text-quiet">None.</p>
            ) : (
              <Scroller label="Orders">
                <table className="w-full text-13">
                  <caption className="sr-only">Orders, the latest first</caption>
                  <tbody>
                    {orders.map((order) => (
                      <tr
                        key={order.orderId}
                        className="h-9 border-t border-divider first:border-t-0"
                      >
                        <td className="px-4">
                          <Link
                            to="/orders/$orderId"
                            params={{ orderId: order.orderId }}
                            className="text-accent underline underline-offset-2"
                          >
                            <Plain text={order.orderNumber} />
                          </Link>
                        </td>
                        <td className="px-2">
                          {STAGE_NAMES[order.stage]}{" "}
                          <span className="text-quiet">
                            {STATUS_WORDS[order.status].toLowerCase()}
                          </span>
                        </td>
                        <td className="figure px-4 text-right">{moneyText(order.total)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroller>
            )}
          </Section>
          <PromptList prompts={member.prompts} canAct={false} onChoose={() => {}} />
        </div>
      </div>
      {isErasing && <EraseDialog member={member} onClose={() => setErasing(false)} />}
    </div>
  );
}
