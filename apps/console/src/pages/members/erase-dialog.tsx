import { Erasure, type MemberPage } from "@followthrough/core/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/ask.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { TextArea, TextField } from "../../parts/field.tsx";
import { failureText } from "../../parts/states.tsx";

/** Says what goes and what stays, and takes the member's id typed. */
export function EraseDialog({
  member,
  onClose,
}: {
  readonly member: MemberPage;
  readonly onClose: () => void;
}) {
  const { memberId } = member;
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState("");
  const erase = useMutation({
    mutationFn: (reason: string) =>
      ask(Erasure, `/members/${encodeURIComponent(memberId)}/erase`, {
        method: "POST",
        body: { confirm: typed, reason },
      }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  return (
    <Dialog isOpen onClose={onClose} title="Erase personal data">
      {erase.data !== undefined ? (
        <div className="grid gap-4">
          <p role="status">
            Gone: {erase.data.orders} orders without their shopper, {erase.data.entries} entries
            without their words, {erase.data.prompts} prompts without their mail.
          </p>
          <div>
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            erase.mutate(String(new FormData(event.currentTarget).get("reason")));
          }}
        >
          <ul className="grid list-disc gap-1 pl-5 text-quiet">
            <li>
              Name, address, choices, mails and everything said in notes and reports are erased
              permanently.
            </li>
            <li>
              Orders, amounts and the shape of their timelines stay: stages, times, decisions.
            </li>
            <li>Open orders go to an operator: there is nobody left to write to.</li>
          </ul>
          <TextArea
            label="Reason"
            name="reason"
            maxLength={1000}
            required
            hint="Kept with the erasure. Name nobody here."
          />
          <TextField
            label={`Type the member’s id to confirm: ${memberId}`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            required
          />
          <p role="alert" className="text-failed empty:hidden">
            {erase.error !== null && failureText(erase.error)}
          </p>
          <div className="flex gap-2">
            <Button look="danger" type="submit" disabled={typed !== memberId || erase.isPending}>
              {erase.isPending ? "Erasing …" : "Erase permanently"}
            </Button>
            <Button onClick={onClose}>Leave it</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
