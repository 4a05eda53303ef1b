import type { OrderAction, OrderPage } from "@followthrough/core/contract";
import { STAGES, type Stage } from "@followthrough/core/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { act } from "../../api/act.ts";
import { ApiFailure } from "../../api/ask.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { TextArea } from "../../parts/field.tsx";
import { Icon } from "../../parts/icons.tsx";
import { ACTIONS } from "../../words/actions.ts";
import { entrySentence } from "../../words/entries.ts";
import { failureSentence } from "../../words/refusals.ts";
import { ActionEffects } from "./action-effects.tsx";
import { ActionFields } from "./action-fields.tsx";
import { type Chosen, readAction } from "./read-action.ts";
import { ResumeLink } from "./resume-link.tsx";

/**
 * Asks for the reason and acts on the order at the version the operator saw. When the order has moved since, the
 * dialog says so and does nothing; the typed text stays.
 */
export function ActionDialog(props: {
  readonly chosen: Chosen;
  readonly page: OrderPage;
  readonly onClose: () => void;
}) {
  const { chosen, page } = props;
  const { orderId } = page.order;
  const queryClient = useQueryClient();
  const [seen, setSeen] = useState(page.orchestration.version);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [link, setLink] = useState<string | null>(null);
  const [stage, setStage] = useState<Stage | null>(
    () => STAGES.find((each) => each === page.orchestration.currentStage) ?? null,
  );
  const isStale = page.orchestration.version !== seen;
  const words = ACTIONS[chosen.action];
  const doIt = useMutation({
    mutationFn: (action: OrderAction) => act({ orderId, version: seen }, action, key),
    onSuccess: ({ resumeUrl }) => {
      if (resumeUrl === null) props.onClose();
      else setLink(resumeUrl);
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["order", orderId] }),
        queryClient.invalidateQueries({ queryKey: ["work-list"] }),
        queryClient.invalidateQueries({ queryKey: ["engine"] }),
      ]),
  });
  const wasStale = doIt.error instanceof ApiFailure && doIt.error.code === "precondition_failed";
  const goOn = () => {
    setSeen(page.orchestration.version);
    setKey(crypto.randomUUID());
    doIt.reset();
  };
  return (
    <Dialog isOpen onClose={props.onClose} title={words.label}>
      {link !== null ? (
        <ResumeLink link={link} onClose={props.onClose} />
      ) : (
        <form
          className="grid gap-4"
          onChange={(event) => {
            const found = STAGES.find((each) => {
              return each === new FormData(event.currentTarget).get("stage");
            });
            setStage(found ?? null);
          }}
          onSubmit={(event) => {
            event.preventDefault();
            doIt.mutate(readAction(chosen, new FormData(event.currentTarget)));
          }}
        >
          <p className="text-quiet">{words.does}</p>
          <ActionFields chosen={chosen} page={page} />
          <ActionEffects action={chosen.action} orderId={orderId} version={seen} stage={stage} />
          <TextArea
            label={chosen.action === "add_note" ? "Note" : "Reason, for the timeline"}
            name="reason"
            maxLength={1000}
            required
          />
          {(isStale || wasStale) && !doIt.isPending && (
            <Stale page={page} seen={seen} onGoOn={goOn} />
          )}
          <p role="alert" className="text-failed empty:hidden">
            {doIt.error !== null && !wasStale && failureSentence(doIt.error)}
          </p>
          <div className="flex gap-2">
            <Button
              look={chosen.action === "cancel" ? "danger" : "primary"}
              type="submit"
              disabled={doIt.isPending || isStale}
            >
              {doIt.isPending ? "Working …" : words.verb}
            </Button>
            <Button onClick={props.onClose}>Leave it</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** The entries that were added since the dialog was opened. */
function Stale(props: {
  readonly page: OrderPage;
  readonly seen: number;
  readonly onGoOn: () => void;
}) {
  const { page, seen } = props;
  const timeZone = page.shopper.member?.timeZone ?? null;
  const { currency } = page.orchestration.money;
  const since = page.orchestration.events.filter(({ version }) => version > seen);
  return (
    <div role="alert" className="grid gap-2 rounded-control bg-waiting-wash p-3 text-13">
      <p className="flex items-start gap-2 font-medium text-waiting">
        <Icon name="warn" />
        This order has moved since you opened it. Nothing was done.
      </p>
      <ul className="grid gap-0.5">
        {since.map((entry) => (
          <li key={entry.version}>
            {entrySentence(entry, { timeZone, currency })} – <bdi>{entry.actor}</bdi>
          </li>
        ))}
      </ul>
      <div>
        <Button isSmall onClick={props.onGoOn} disabled={since.length === 0}>
          I have seen it, go on
        </Button>
      </div>
    </div>
  );
}
