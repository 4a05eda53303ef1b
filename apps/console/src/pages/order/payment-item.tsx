import type { PaymentView } from "@followthrough/core/contract";
import type { PaymentState } from "@followthrough/core/domain";
import type { ReactNode } from "react";
import { Chip, type Tone } from "../../parts/chip.tsx";
import { moneyText } from "../../parts/money.tsx";
import { OutwardLink } from "../../parts/outward-link.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Ago, Exact } from "../../parts/time.tsx";
import { PAYMENT_WORDS } from "../../words/payment-sentences.ts";

const TONES: Readonly<Record<PaymentState, Tone>> = {
  requires_action: "action",
  processing: "waiting",
  authorised: "waiting",
  captured: "done",
  failed: "failed",
  cancelled: "cancelled",
  expired: "cancelled",
};

/** One payment: its state, its amounts and dates, and what was given back or is disputed. */
export function PaymentItem(props: {
  readonly payment: PaymentView;
  /** The order's. */
  readonly currency: string;
}) {
  const { payment } = props;
  const currency = payment.currency ?? props.currency;
  return (
    <li className="grid gap-1 px-4 py-2.5 text-13">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {payment.state === null ? (
          <Chip tone="cancelled">State not reported</Chip>
        ) : (
          <Chip tone={TONES[payment.state]}>{PAYMENT_WORDS.states[payment.state]}</Chip>
        )}
        <Method payment={payment} />
        {payment.test && <Chip tone="cancelled">Test</Chip>}
        {!payment.counts && (
          <Chip tone="failed" icon="warn">
            Does not count
          </Chip>
        )}
        <Amounts payment={payment} currency={currency} />
      </div>
      <Facts payment={payment} />
      {payment.refunds.map((refund) => (
        <Below key={refund.reference} {...refund}>
          Refund of <Amount amount={refund.amount} currency={currency} />:{" "}
          {PAYMENT_WORDS.refunds[refund.state]}
        </Below>
      ))}
      {payment.disputes.map((dispute) => (
        <Below key={dispute.reference} {...dispute}>
          Dispute of <Amount amount={dispute.amount} currency={currency} />:{" "}
          {PAYMENT_WORDS.disputes[dispute.state]}
          {dispute.dueBy !== null && (dispute.state === "open" || dispute.state === "inquiry") && (
            <>
              , answer by <Exact at={dispute.dueBy} />
            </>
          )}
        </Below>
      ))}
    </li>
  );
}

function Method({ payment: { method, methodName } }: { readonly payment: PaymentView }) {
  if (method === null && methodName === null) return null;
  return (
    <span>
      {method !== null && PAYMENT_WORDS.methods[method]}
      {methodName !== null && (
        <span className="text-quiet">
          {method !== null && " "}
          <Plain text={methodName} />
        </span>
      )}
    </span>
  );
}

function Amounts({
  payment: { captured, authorised },
  currency,
}: {
  readonly payment: PaymentView;
  readonly currency: string;
}) {
  return (
    <span className="ml-auto text-right">
      {captured > 0 && <Amount amount={captured} currency={currency} isStrong />}
      {captured > 0 && authorised > 0 && " + "}
      {authorised > 0 && (
        <>
          <Amount amount={authorised} currency={currency} isStrong />
          {captured > 0 && " authorized"}
        </>
      )}
    </span>
  );
}

function Facts({ payment }: { readonly payment: PaymentView }) {
  const { source, reference, since, actBy, captureBefore, reason, nextStep } = payment;
  const isOpen = payment.state === "requires_action" || payment.state === "processing";
  const facts: ReactNode[] = [
    since !== null && (
      <>
        since <Exact at={since} />
      </>
    ),
    actBy !== null && isOpen && (
      <>
        the shopper can pay until <Exact at={actBy} /> (<Ago at={actBy} />)
      </>
    ),
    captureBefore !== null && payment.authorised > 0 && (
      <>
        capture it until <Exact at={captureBefore} /> (<Ago at={captureBefore} />)
      </>
    ),
    reason !== null && (
      <>
        reason: <Plain text={reason} className="break-words" />
      </>
    ),
    <Plain key="id" text={`${source} ${reference}`} className="font-mono break-all" />,
    payment.url !== null && <OutwardLink url={payment.url}>At the provider</OutwardLink>,
    nextStep !== null && isOpen && (
      <OutwardLink url={nextStep.url}>{PAYMENT_WORDS.nextSteps[nextStep.kind]}</OutwardLink>
    ),
  ];
  return (
    <p className="flex flex-wrap gap-x-3 gap-y-0.5 text-12 text-quiet">
      {facts
        .filter((fact) => fact !== false)
        .map((fact, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the facts of a payment have a fixed order
          <span key={at} className="min-w-0">
            {fact}
          </span>
        ))}
    </p>
  );
}

/** A refund or a dispute, below its payment. */
function Below(props: {
  readonly createdAt: string;
  readonly reference: string;
  readonly reason: string | null;
  readonly children: ReactNode;
}) {
  return (
    <div className="grid gap-0.5 border-l-2 border-divider pl-2">
      <p>{props.children}</p>
      <p className="flex flex-wrap gap-x-3 text-12 text-quiet">
        <Exact at={props.createdAt} />
        {props.reason !== null && <Plain text={props.reason} className="break-words" />}
        <Plain text={props.reference} className="font-mono break-all" />
      </p>
    </div>
  );
}

function Amount(props: {
  readonly amount: number;
  readonly currency: string;
  readonly isStrong?: boolean;
}) {
  return (
    <span className={`figure whitespace-nowrap ${props.isStrong === true ? "font-semibold" : ""}`}>
      {moneyText(props)}
    </span>
  );
}
