import { MemberPage as Member, type PutMemberMail } from "@followthrough/core/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/ask.ts";
import { Button } from "../../parts/button.tsx";
import { TextArea } from "../../parts/field.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { failureText } from "../../parts/states.tsx";
import { memberQuery } from "./queries.ts";

const ABOUT_SUPPRESSION = {
  complained: "They reported a mail as spam. Clear this only if they ask for mail.",
  unsubscribed: "They unsubscribed, whatever order it is of.",
  bounced: "Mail to it bounced. Clear this only once it is known to work.",
} as const;

/** Whether a member gets mail about orders, as they told the shop or an operator. */
export function MemberMail({
  member,
  canAct,
}: {
  readonly member: Member;
  readonly canAct: boolean;
}) {
  const { shopper, memberId } = member;
  const { suppression } = shopper;
  const [isLifting, setLifting] = useState(false);
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (body: PutMemberMail) =>
      ask(Member, `/members/${encodeURIComponent(memberId)}/mail`, { method: "PUT", body }),
    onSuccess: (page) => {
      setLifting(false);
      queryClient.setQueryData(memberQuery(memberId).queryKey, page);
    },
  });
  const isFixed = !canAct || save.isPending;
  return (
    <Section title="Mail">
      <div className="grid gap-3 px-4 pb-4 text-13">
        <p className="break-all">
          <Plain text={shopper.email ?? ""} />
        </p>
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-0.5"
            checked={shopper.orderUpdates}
            disabled={isFixed}
            onChange={(event) => save.mutate({ orderUpdates: event.target.checked })}
          />
          <span>
            Wants order updates
            <span className="block text-quiet">As they told the shop, or you.</span>
          </span>
        </label>
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-0.5"
            checked={suppression !== null && !isLifting}
            disabled={isFixed}
            onChange={() =>
              suppression === null ? save.mutate({ isSuppressed: true }) : setLifting(!isLifting)
            }
          />
          <span>
            Nothing is sent to this address
            <span className="block text-quiet">
              {suppression === null ? "Whatever order it is of." : ABOUT_SUPPRESSION[suppression]}
            </span>
          </span>
        </label>
        {isLifting && (
          <form
            className="grid gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              const reason = String(new FormData(event.currentTarget).get("reason"));
              save.mutate({ isSuppressed: false, reason });
            }}
          >
            <TextArea
              label="Why may mail go to it again?"
              name="reason"
              maxLength={1000}
              required
              hint="Kept with the address."
            />
            <div>
              <Button isSmall look="primary" type="submit" disabled={save.isPending}>
                Send mail again
              </Button>
            </div>
          </form>
        )}
        <p role="status" className="text-quiet empty:hidden">
          {save.isPending && "Saving …"}
          {save.isSuccess && "Saved."}
        </p>
        <p role="alert" className="text-failed empty:hidden">
          {save.error !== null && failureText(save.error)}
        </p>
      </div>
    </Section>
  );
}
