"use client";

import type { Stage } from "@followthrough/core/domain";
import { useActionState, useEffect, useRef } from "react";
import { Button } from "@/components/button";
import { ErrorSummary } from "@/components/field";
import { reportChoice } from "./form-actions";
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
  const [state, action, isPending] = useActionState(reportChoice, { problem: null });
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.problem !== null) summary.current?.focus();
  }, [state]);
  return (
    <form action={action} className="space-y-4">
      {state.problem !== null && (
        <ErrorSummary ref={summary} title="That did not work">
          <p>{state.problem}</p>
        </ErrorSummary>
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
