import type { PromptDetail } from "@followthrough/core/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { PromptChip } from "../../parts/prompt-chip.tsx";
import { Ago } from "../../parts/time.tsx";
import { ActionDialog } from "../order/action-dialog.tsx";
import { StuckMoves } from "../order/prompt-list.tsx";
import { orderQuery } from "../order/queries.ts";
import type { Chosen } from "../order/read-action.ts";

/** Messages that need a person: dead, or of unknown outcome. Each can be sent again. */
export function StuckPrompts(props: {
  readonly prompts: readonly PromptDetail[];
  readonly canAct: boolean;
}) {
  const [chosen, setChosen] = useState<(Chosen & { orderId: string }) | null>(null);
  return (
    <Section title="Dead letters and unknown outcomes" aside="newest first">
      {props.prompts.length === 0 ? (
        <p className="px-4 pb-3 text-13 text-quiet">
          None. A prompt is listed here when a mail server rejects it permanently, or breaks off so
          that nobody can know whether it went out.
        </p>
      ) : (
        <ul className="divide-y divide-divider">
          {props.prompts.map((prompt) => (
            <li
              key={prompt.notificationId}
              className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2"
            >
              <PromptChip state={prompt.state} />
              <Link
                to="/orders/$orderId"
                params={{ orderId: prompt.orderId }}
                className="font-mono text-12 text-accent underline underline-offset-2"
              >
                <Plain text={prompt.orderId} />
              </Link>
              <span className="min-w-0 flex-1 text-13 break-words">
                to <Plain text={prompt.recipient} />
                {prompt.lastError !== null && (
                  <span className="text-quiet">
                    {" "}
                    – <Plain text={prompt.lastError} />
                  </span>
                )}
              </span>
              <span className="text-12 text-quiet">
                <Ago at={prompt.decidedAt} />
              </span>
              {props.canAct && (
                <StuckMoves
                  prompt={prompt}
                  onChoose={(what) => setChosen({ ...what, orderId: prompt.orderId })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {chosen !== null && <ActOn chosen={chosen} onClose={() => setChosen(null)} />}
    </Section>
  );
}

/** The order is read first: an action on a prompt needs the version of the order that the operator saw. */
function ActOn(props: {
  readonly chosen: Chosen & { orderId: string };
  readonly onClose: () => void;
}) {
  const { orderId, ...chosen } = props.chosen;
  const { data: page } = useQuery(orderQuery(orderId));
  return page === undefined ? null : (
    <ActionDialog chosen={chosen} page={page} onClose={props.onClose} />
  );
}
