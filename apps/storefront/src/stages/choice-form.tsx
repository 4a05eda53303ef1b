"use client";

import type { Stage } from "@followthrough/core/domain";
import { useActionState, useEffect, useRef } from "react";
import { Button } from "@/components/button";
import { FaultSummary } from "@/components/field";
import { reportChoice } from "./actions";
import type { Choice } from "./stage-pages";

/** The choices of a test page; each is a submit button of one form. */
export function ChoiceForm({
  orderId,
  stage,
  visit,
  choices,
}: {
  readonly orderId: string;
  readonly stage: Stage;
  readonly visit: string;
  readonly choices: readonly Pick<Choice, "id" | "label" | "meaning">[];
}) {
  const [state, action, isPending] = useActionState(reportChoice, { fault: null });
  const fault = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.fault !== null) fault.current?.focus();
  }, [state]);
  return (
    <form action={action} className="space-y-4">
      {state.fault !== null && (
        <FaultSummary ref={fault} title="That did not work">
          <p>{state.fault}</p>
        </FaultSummary>
      )}
      <input type="hidden" name="orderId" value={orderId} />
      <input type="hidden" name="stage" value={stage} />
      <input type="hidden" name="visit" value={visit} />
      {choices.map((choice, index) => (
        <div key={choice.id}>
          <Button
            name="choice"
            value={choice.id}
            look={index === 0 ? "primary" : "secondary"}
            disabled={isPending}
            aria-describedby={`${choice.id}-meaning`}
            className="w-full"
          >
            {choice.label}
          </Button>
          <p id={`${choice.id}-meaning`} className="mt-1 text-14 text-quiet">
            {choice.meaning}
          </p>
        </div>
      ))}
    </form>
  );
}
