import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useChanges } from "../../api/changes.ts";
import { sessionQuery } from "../../api/queries.ts";
import { Chip, type Tone } from "../../parts/chip.tsx";
import { Copyable } from "../../parts/copyable.tsx";
import { Icon } from "../../parts/icons.tsx";
import { InboxList } from "../../parts/inbox-list.tsx";
import { moneyText } from "../../parts/money.tsx";
import { Section, useTitle } from "../../parts/page-parts.tsx";
import { Plain, plainText } from "../../parts/plain.tsx";
import { Failed, LoadingRows } from "../../parts/states.tsx";
import { Ago } from "../../parts/time.tsx";
import { STAGE_NAMES, STATUS_WORDS } from "../../words/stages.ts";
import { ActionBar } from "./action-bar.tsx";
import { ActionDialog } from "./action-dialog.tsx";
import { Checks } from "./checks.tsx";
import { EscalationList } from "./escalation-list.tsx";
import { NextMove } from "./next-move.tsx";
import { OrderFacts } from "./order-facts.tsx";
import { Parcels } from "./parcels.tsx";
import { Payments } from "./payments.tsx";
import { PromptList } from "./prompt-list.tsx";
import { orderQuery } from "./queries.ts";
import { RawJson } from "./raw-json.tsx";
import type { Chosen } from "./read-action.ts";
import { Timeline } from "./timeline.tsx";
import { Track } from "./track.tsx";

/** Everything about one order, and what can be done about it. */
export function OrderView({
  orderId,
  onClose,
}: {
  readonly orderId: string;
  readonly onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const { data: operator } = useSuspenseQuery(sessionQuery);
  const query = useQuery(orderQuery(orderId));
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useChanges((orderIds) => {
    if (!orderIds.includes(orderId)) return;
    void queryClient.invalidateQueries({ queryKey: ["order", orderId] });
  });
  const { data: page } = query;
  useTitle(page === undefined ? "Order" : `Order ${plainText(page.order.orderNumber)}`);
  if (page === undefined) {
    return query.isError ? (
      <Failed isPage error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <>
        <h1 className="sr-only">Order</h1>
        <LoadingRows rows={12} label="Loading the order" />
      </>
    );
  }
  const { order, orchestration, shopper, escalations } = page;
  const canAct = operator.role !== "viewer";
  const timeZone = shopper.member?.timeZone ?? null;
  return (
    <article className="@container" aria-label={`Order ${plainText(order.orderNumber)}`}>
      <header className="grid gap-3 px-4 pt-3 pb-4 sm:px-6">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <button
            type="button"
            onClick={onClose}
            className="-ml-1.5 inline-flex min-h-7 items-center gap-1 rounded-control px-1.5 text-13 text-quiet hover:bg-sunken"
          >
            <Icon name="back" /> Work list
          </button>
          <Copyable text={order.orderId} label="order id" />
          <Link
            to="/orders/$orderId"
            params={{ orderId }}
            className="ml-auto text-12 text-quiet underline underline-offset-2"
          >
            Link to this order
          </Link>
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-20 font-semibold tracking-tight">
            Order <Plain text={order.orderNumber} />
          </h1>
          <StateChip page={page} />
          <span className="figure ml-auto text-16 font-semibold">{moneyText(order.total)}</span>
        </div>
        <p className="text-13 text-quiet">
          {shopper.state === "erased" ? (
            "The shopper’s personal data was erased"
          ) : (
            <Plain text={shopper.member?.name ?? shopper.email ?? "Guest"} />
          )}{" "}
          · placed <Ago at={order.placedAt} /> · version {orchestration.version}
        </p>
        <Track orchestration={orchestration} />
        <NextMove page={page} />
        {canAct ? (
          <ActionBar page={page} onChoose={setChosen} />
        ) : (
          <p className="text-13 text-quiet">You may look. An operator’s role is needed to act.</p>
        )}
      </header>
      <div className="grid grid-cols-1 items-start gap-4 px-4 pb-8 sm:px-6 @4xl:grid-cols-[3fr_2fr]">
        <div className="grid min-w-0 gap-4">
          {escalations.length > 0 && (
            <EscalationList
              escalations={escalations}
              operator={operator}
              canAct={canAct}
              onChoose={setChosen}
            />
          )}
          <Payments orchestration={orchestration} isTest={order.test} />
          <Checks orchestration={orchestration} />
          <Parcels orchestration={orchestration} />
          <Timeline orderId={orderId} orchestration={orchestration} timeZone={timeZone} />
        </div>
        <div className="grid min-w-0 gap-4">
          <PromptList prompts={page.prompts} canAct={canAct} onChoose={setChosen} />
          <OrderFacts page={page} />
          <Section title="Webhook messages" aside="from providers, about this order">
            <InboxList
              messages={page.inbox}
              canAct={canAct}
              empty="None. Webhooks from providers about this order are listed here."
            />
          </Section>
          <Section title="As JSON">
            <RawJson value={page} label="The whole order" />
          </Section>
        </div>
      </div>
      {chosen !== null && (
        <ActionDialog chosen={chosen} page={page} onClose={() => setChosen(null)} />
      )}
    </article>
  );
}

function StateChip({
  page: { orchestration },
}: {
  readonly page: Parameters<typeof NextMove>[0]["page"];
}) {
  const { currentStage, status, pausedUntil, waitingOn } = orchestration;
  if (pausedUntil !== null && Date.parse(pausedUntil) > Date.now()) {
    return (
      <Chip tone="cancelled" icon="pause">
        Paused
      </Chip>
    );
  }
  if (status === "cancelled") return <Chip tone="cancelled">Cancelled</Chip>;
  if (currentStage === "completed") return <Chip tone="done">Completed</Chip>;
  const tone: Tone =
    status === "failed" ? "failed" : waitingOn === "provider" ? "waiting" : "action";
  return (
    <Chip tone={tone}>
      {STAGE_NAMES[currentStage]}: {STATUS_WORDS[status].toLowerCase()}
    </Chip>
  );
}
