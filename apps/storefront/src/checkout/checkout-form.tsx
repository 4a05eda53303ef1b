"use client";

import { startTransition, useActionState, useEffect, useRef, useState } from "react";
import { formatPrice } from "@/catalog/format-price";
import { Button } from "@/components/button";
import { ErrorSummary, Field } from "@/components/field";
import { type CheckoutField, type CheckoutState, EMPTY_CHECKOUT } from "./checkout-state";
import { submitCheckout } from "./form-actions";
import { formatPoints, pointsValueCents } from "./points-terms";

const FIELDS: readonly CheckoutField[] = ["email", "name"];

/**
 * The checkout's fields. Works as a plain form; with scripts it keeps what was typed, moves the focus
 * to the first error, and tells the shop the reader's time zone and language.
 */
export function CheckoutForm({
  attempt,
  availablePoints,
  subtotalCents,
}: {
  readonly attempt: string;
  readonly availablePoints: number;
  readonly subtotalCents: number;
}) {
  const [state, action, isPending] = useActionState(submitCheckout, EMPTY_CHECKOUT);
  const form = useRef<HTMLFormElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => focusFirstError(state, form.current, summary.current), [state]);

  return (
    <form
      ref={form}
      action={action}
      noValidate
      onSubmit={(event) => {
        // React empties a form when its action has run; sent like this, what was typed stays.
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => action(data));
      }}
      className="space-y-6"
    >
      <Errors state={state} ref={summary} />
      <input type="hidden" name="attempt" value={attempt} />
      <BrowserFacts />
      <Field
        id="email"
        name="email"
        type="email"
        label="E-mail"
        hint="For the receipt, and if your order needs you."
        autoComplete="email"
        required
        defaultValue={state.values.email}
        error={state.errors.email}
      />
      <Field
        id="name"
        name="name"
        label="Name"
        autoComplete="name"
        required
        defaultValue={state.values.name}
        error={state.errors.name}
      />
      {availablePoints > 0 && (
        <PointsChoice
          availablePoints={availablePoints}
          subtotalCents={subtotalCents}
          defaultChecked={state.values.usePoints}
        />
      )}
      <div>
        <Button className="w-full" disabled={isPending}>
          {isPending ? "Placing your order…" : "Place order"}
        </Button>
        <p className="mt-3 text-14 text-quiet">
          You pay on the next page. It is a test page: no card is asked for, and no money moves.
        </p>
      </div>
    </form>
  );
}

function Errors({
  state,
  ref,
}: {
  readonly state: CheckoutState;
  readonly ref: React.RefObject<HTMLDivElement | null>;
}) {
  if (state.problem !== null) {
    return (
      <ErrorSummary ref={ref} title="Your order has not been placed">
        <p>{state.problem}</p>
      </ErrorSummary>
    );
  }
  const wrong = FIELDS.filter((field) => state.errors[field] !== undefined);
  if (wrong.length === 0) return null;
  return (
    <ErrorSummary
      ref={ref}
      title={wrong.length === 1 ? "One thing to look at" : `${wrong.length} things to look at`}
    >
      <ul>
        {wrong.map((field) => (
          <li key={field}>
            <a href={`#${field}`} className="underline underline-offset-4">
              {state.errors[field]}
            </a>
          </li>
        ))}
      </ul>
    </ErrorSummary>
  );
}

function PointsChoice({
  availablePoints,
  subtotalCents,
  defaultChecked,
}: {
  readonly availablePoints: number;
  readonly subtotalCents: number;
  readonly defaultChecked: boolean;
}) {
  const valueCents = pointsValueCents(availablePoints, subtotalCents);
  return (
    <fieldset className="rounded-card border border-divider bg-surface p-4">
      <legend className="sr-only">Points</legend>
      <input type="hidden" name="points" value={valueCents} />
      <div className="flex gap-3">
        <input
          id="use-points"
          name="usePoints"
          value="yes"
          type="checkbox"
          defaultChecked={defaultChecked}
          aria-describedby="use-points-hint"
          className="mt-1 size-5 shrink-0 accent-(--ft-accent)"
        />
        <div>
          <label htmlFor="use-points" className="font-medium">
            Use my points
          </label>
          <p id="use-points-hint" className="text-14 text-quiet">
            You have {formatPoints(availablePoints)}. {formatPoints(valueCents)} take{" "}
            {formatPrice(valueCents)} off this order. They are set aside when you place it, and come
            back if it goes no further.
          </p>
        </div>
      </div>
    </fieldset>
  );
}

/** What only a browser knows, for mail in the reader's language and outside their night. */
function BrowserFacts() {
  const [facts, setFacts] = useState({ locale: "", timeZone: "" });
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    setFacts({ locale: navigator.language, timeZone });
  }, []);
  return (
    <>
      <input type="hidden" name="locale" value={facts.locale} />
      <input type="hidden" name="timeZone" value={facts.timeZone} />
    </>
  );
}

function focusFirstError(
  state: CheckoutState,
  form: HTMLFormElement | null,
  summary: HTMLDivElement | null,
): void {
  const first = FIELDS.find((field) => state.errors[field] !== undefined);
  const control = first === undefined ? summary : form?.elements.namedItem(first);
  if (control instanceof HTMLElement) control.focus();
}
