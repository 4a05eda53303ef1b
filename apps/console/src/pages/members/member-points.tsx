import type { MemberLoyalty, MemberPage } from "@followthrough/core/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "../../parts/button.tsx";
import { Hold, pointsText } from "../../parts/hold.tsx";
import { Icon } from "../../parts/icons.tsx";
import { LoyaltySteps } from "../../parts/loyalty-steps.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Scroller } from "../../parts/scroller.tsx";
import { failureText, LoadingRows } from "../../parts/states.tsx";
import { Exact } from "../../parts/time.tsx";
import { memberLoyaltyQuery } from "./queries.ts";

type Entry = MemberLoyalty["entries"][number];

const MOVEMENTS: Readonly<Record<Entry["kind"], string>> = {
  earned: "Earned",
  reversed: "Taken back",
  held: "Held",
  captured: "Redeemed",
  returned: "Given back",
  lapsed: "Lapsed",
};

/** A member's points: what they have, what is held for which order, and how it came about. */
export function MemberPoints({ member }: { readonly member: MemberPage }) {
  const query = useQuery(memberLoyaltyQuery(member.memberId));
  const { data: points } = query;
  if (points === undefined) {
    return (
      <Section title="Points">
        {query.isError ? (
          <div role="alert" className="grid justify-items-start gap-2 px-4 pb-3 text-13">
            <p className="text-failed">{failureText(query.error)}</p>
            <Button isSmall onClick={() => void query.refetch()}>
              Try again
            </Button>
          </div>
        ) : (
          <LoadingRows rows={3} label="Loading the points" />
        )}
      </Section>
    );
  }
  const { balance, holds, entries } = points;
  return (
    <Section title="Points" aside={`${pointsText(balance.available)} to spend`}>
      <div className="grid gap-3 px-4 pb-3 text-13">
        {balance.debt > 0 && (
          <p className="flex items-start gap-2 text-waiting">
            <Icon name="warn" />
            {`${pointsText(balance.debt)} owed: spent or held before they were taken back. The next credits pay for them, and nothing more is held until then.`}
          </p>
        )}
        {member.loyaltySteps.length > 0 && <LoyaltySteps steps={member.loyaltySteps} />}
        {holds.length > 0 && (
          <ul aria-label="Holds" className="grid gap-1.5">
            {holds.map((hold) => (
              <li key={hold.holdId} className="flex flex-wrap items-center gap-x-3">
                <Hold hold={hold} />
                {hold.orderId !== null && (
                  <Link
                    to="/orders/$orderId"
                    params={{ orderId: hold.orderId }}
                    className="ml-auto text-accent underline underline-offset-2"
                  >
                    The order
                  </Link>
                )}
              </li>
            ))}
          </ul>
        )}
        {entries.length === 0 ? (
          <p className="text-quiet">No points have moved yet.</p>
        ) : (
          <Scroller label="Movements of points">
            <table className="w-full">
              <caption className="sr-only">Movements, the latest first</caption>
              <tbody>
                {entries.map((entry) => (
                  <tr key={entry.number} className="border-t border-divider first:border-t-0">
                    <td className="py-1.5 pr-2">
                      {MOVEMENTS[entry.kind]}
                      {entry.reference !== null && (
                        <span className="block font-mono text-12 break-all text-quiet">
                          <Plain text={entry.reference} />
                        </span>
                      )}
                    </td>
                    <td className="px-2 py-1.5 text-quiet">
                      <Exact at={entry.at} />
                    </td>
                    <td className="figure py-1.5 pl-2 text-right">{entry.points}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroller>
        )}
      </div>
    </Section>
  );
}
