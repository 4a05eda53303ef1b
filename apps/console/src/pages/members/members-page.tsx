import type { MemberHit } from "@followthrough/core/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Chip } from "../../parts/chip.tsx";
import { TextField } from "../../parts/field.tsx";
import { PageHead } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Empty, Failed, LoadingRows } from "../../parts/states.tsx";
import { useDebounced } from "../../shell/use-debounced.ts";
import { membersQuery } from "./queries.ts";

const route = getRouteApi("/shell/members");

const SUPPRESSIONS = {
  complained: "Complained",
  unsubscribed: "Unsubscribed",
  bounced: "Bounced",
} as const;

/** Find a member by id, address or name. */
export function MembersPage() {
  const { text = "" } = route.useSearch();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(text);
  const debounced = useDebounced(typed.trim(), 200);
  useEffect(() => {
    if (debounced === text) return;
    void navigate({
      to: "/members",
      search: debounced === "" ? {} : { text: debounced },
      replace: true,
    });
  }, [debounced, text, navigate]);
  const query = useQuery(membersQuery(text));
  return (
    <div className="@container pb-8">
      <PageHead title="Members" about="What they want, what they got, and their way out" />
      <search className="block max-w-md px-4 pb-4 sm:px-6">
        <TextField
          label="Id, mail address or name begins with"
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </search>
      {query.data === undefined ? (
        query.isError ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <LoadingRows />
        )
      ) : query.data.length === 0 ? (
        <Empty title={text === "" ? "No member was reported yet" : "Nobody begins with this"}>
          Members come here when the shop reports them with{" "}
          <code className="font-mono">PUT /members</code>.
        </Empty>
      ) : (
        <table className="w-full text-left">
          <caption className="sr-only">Members</caption>
          <thead className="text-12 text-quiet">
            <tr className="border-b border-divider">
              <th scope="col" className="py-1.5 pl-4 font-medium sm:pl-6">
                Member
              </th>
              <th scope="col" className="hidden px-2 py-1.5 font-medium @2xl:table-cell">
                Address
              </th>
              <th scope="col" className="hidden px-2 py-1.5 pr-4 font-medium @sm:table-cell">
                Mail
              </th>
            </tr>
          </thead>
          <tbody>
            {query.data.map((member) => (
              <tr key={member.memberId} className="h-9 border-b border-divider hover:bg-surface">
                <td className="w-full max-w-0 py-1 pl-4 sm:pl-6 @2xl:w-2/5">
                  <Link
                    to="/members/$memberId"
                    params={{ memberId: member.memberId }}
                    className="block truncate font-medium"
                  >
                    <Plain text={member.name ?? member.memberId} />
                  </Link>
                  <span className="block truncate text-12 text-quiet @2xl:hidden">
                    <Plain text={member.email ?? "No address"} />
                  </span>
                  <span className="block py-1 text-12 text-quiet @sm:hidden">
                    Mail: <MailChip member={member} />
                  </span>
                </td>
                <td className="hidden max-w-80 truncate px-2 @2xl:table-cell">
                  <Plain text={member.email ?? "No address"} />
                </td>
                <td className="hidden px-2 pr-4 @sm:table-cell">
                  <MailChip member={member} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** Whether a member gets mail, and if not, why. */
function MailChip({ member }: { readonly member: MemberHit }) {
  const { suppression, orderUpdates } = member;
  if (suppression !== null) return <Chip tone="failed">{SUPPRESSIONS[suppression]}</Chip>;
  return orderUpdates ? <Chip tone="done">Wanted</Chip> : <Chip tone="cancelled">Not wanted</Chip>;
}
