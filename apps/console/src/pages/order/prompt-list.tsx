import type { PromptDetail } from "@followthrough/core/contract";
import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { PromptChip } from "../../parts/prompt-chip.tsx";
import { Ago, Exact } from "../../parts/time.tsx";
import { STAGE_NAMES } from "../../words/stages.ts";
import { MessageDialog } from "./message-dialog.tsx";
import type { Chosen } from "./read-action.ts";

/** The prompts of the order: to whom, with what outcome after which attempts, and the mail itself. */
export function PromptList(props: {
  readonly prompts: readonly PromptDetail[];
  readonly canAct: boolean;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const [shown, setShown] = useState<PromptDetail | null>(null);
  return (
    <Section title="Prompts">
      {props.prompts.length === 0 ? (
        <p className="px-4 pb-3 text-13 text-quiet">
          None yet. A sweep decides one when the order is due and the next move is the member’s.
        </p>
      ) : (
        <ul className="divide-y divide-divider">
          {props.prompts.map((prompt) => (
            <li key={prompt.notificationId} className="grid gap-1.5 px-4 py-3">
              <div className="flex flex-wrap items-center gap-2">
                <PromptChip state={prompt.state} />
                <span className="text-13">
                  {STAGE_NAMES[prompt.stage]}, prompt {prompt.step + 1}
                </span>
                <span className="ml-auto text-12 text-quiet">
                  <Ago at={prompt.decidedAt} />
                </span>
              </div>
              <p className="text-13 break-words">
                to <Plain text={prompt.recipient} />
                {prompt.followedAt !== null && (
                  <span className="text-done">
                    {" "}
                    · came back by its link <Ago at={prompt.followedAt} />
                  </span>
                )}
              </p>
              <Attempts prompt={prompt} />
              <div className="flex flex-wrap gap-1.5">
                {prompt.hasCopy && (
                  <Button isSmall onClick={() => setShown(prompt)}>
                    The mail
                  </Button>
                )}
                {props.canAct && <StuckMoves prompt={prompt} onChoose={props.onChoose} />}
              </div>
            </li>
          ))}
        </ul>
      )}
      {shown !== null && <MessageDialog prompt={shown} onClose={() => setShown(null)} />}
    </Section>
  );
}

/** What can be done about a prompt that is stuck. */
export function StuckMoves(props: {
  readonly prompt: PromptDetail;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const { notificationId, state } = props.prompt;
  return (
    <>
      {(state === "unknown" || state === "dead") && (
        <Button isSmall onClick={() => props.onChoose({ action: "resend_prompt", notificationId })}>
          Send again
        </Button>
      )}
      {state === "unknown" && (
        <Button
          isSmall
          onClick={() => props.onChoose({ action: "mark_prompt_sent", notificationId })}
        >
          Mark as sent
        </Button>
      )}
    </>
  );
}

function Attempts({ prompt }: { readonly prompt: PromptDetail }) {
  const { log, nextAttemptAt, lastError, attempts } = prompt;
  return (
    <ul className="grid gap-0.5 text-12 text-quiet">
      {log.map((attempt) => (
        <li key={`${attempt.attempt} ${attempt.endedAt}`} className="break-words">
          Attempt {attempt.attempt}, <Exact at={attempt.endedAt} />: {attempt.outcome}
          {attempt.error !== null && (
            <>
              {" – "}
              <Plain text={attempt.error} />
            </>
          )}
        </li>
      ))}
      {log.length === 0 && attempts > 0 && (
        <li>
          {attempts} {attempts === 1 ? "attempt" : "attempts"}
          {lastError !== null && (
            <>
              : <Plain text={lastError} />
            </>
          )}
        </li>
      )}
      {nextAttemptAt !== null && Date.parse(nextAttemptAt) > Date.now() && (
        <li>
          Next attempt <Ago at={nextAttemptAt} />
        </li>
      )}
    </ul>
  );
}
