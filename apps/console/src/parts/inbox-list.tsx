import { InboxMessage } from "@followthrough/core/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../api/ask.ts";
import { failureSentence } from "../words/refusals.ts";
import { Button } from "./button.tsx";
import { Chip, type Tone } from "./chip.tsx";
import type { IconName } from "./icons.tsx";
import { Plain } from "./plain.tsx";
import { Ago } from "./time.tsx";

const LOOKS: Readonly<
  Record<
    InboxMessage["state"],
    { readonly tone: Tone; readonly icon: IconName; readonly word: string }
  >
> = {
  received: { tone: "waiting", icon: "waiting", word: "To be read" },
  applied: { tone: "done", icon: "done", word: "Applied" },
  parked: { tone: "waiting", icon: "pause", word: "Parked" },
  ignored: { tone: "cancelled", icon: "cancelled", word: "Ignored" },
  dead: { tone: "failed", icon: "failed", word: "Dead" },
};

/** The messages of webhooks, and what became of each; an operator can reprocess one. */
export function InboxList(props: {
  readonly messages: readonly InboxMessage[];
  readonly canAct: boolean;
  readonly empty: string;
}) {
  if (props.messages.length === 0) {
    return <p className="px-4 pb-3 text-13 text-quiet">{props.empty}</p>;
  }
  return (
    <ul className="divide-y divide-divider">
      {props.messages.map((message) => (
        <Row key={message.inboxId} message={message} canAct={props.canAct} />
      ))}
    </ul>
  );
}

function Row({ message, canAct }: { readonly message: InboxMessage; readonly canAct: boolean }) {
  const queryClient = useQueryClient();
  const reprocess = useMutation({
    // On the wire, to reprocess a message is to replay it.
    mutationFn: () => ask(InboxMessage, `/inbox/${message.inboxId}/replay`, { method: "POST" }),
    onSettled: () => queryClient.invalidateQueries(),
  });
  const { tone, icon, word } = LOOKS[message.state];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-13">
      <Chip tone={tone} icon={icon}>
        {word}
      </Chip>
      <span className="min-w-0 flex-1 break-words">
        {message.provider} <Plain text={message.type ?? "not read yet"} />
        {message.mailboxes.map((mailbox) => (
          <span key={mailbox}>
            {" "}
            <Plain text={mailbox} />
          </span>
        ))}
        {message.reason !== null && (
          <span className="text-quiet">
            {" "}
            – <Plain text={message.reason} />
          </span>
        )}
        <span className="block text-12 text-quiet">
          <Plain text={message.eventId} className="font-mono break-all" /> ·{" "}
          <Ago at={message.receivedAt} />
          {message.deliveries > 1 && ` · came ${message.deliveries} times`}
        </span>
        {reprocess.error !== null && (
          <span role="alert" className="block text-failed">
            {failureSentence(reprocess.error)}
          </span>
        )}
      </span>
      {canAct && message.state !== "received" && (
        <Button isSmall onClick={() => reprocess.mutate()} disabled={reprocess.isPending}>
          {reprocess.isPending ? "Reprocessing …" : "Reprocess"}
        </Button>
      )}
    </li>
  );
}
