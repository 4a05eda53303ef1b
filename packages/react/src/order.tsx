import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { MoneySituation, Stage } from "@followthrough/core/domain";
import type { BannerCopy } from "@followthrough/core/words";
import { ArrowIcon } from "./icons.tsx";
import { type Clock, exactMoment, Moment } from "./moment.tsx";
import type { Money } from "./money.ts";
import { isOver, turnOf } from "./situation.ts";
import { changeWords } from "./words.ts";

/**
 * Where the member goes to finish a stage: one URL, or a function that gives one for each stage.
 * A server component can pass a URL only; functions do not cross to the browser.
 */
export type ResumeHref = string | ((stage: Stage) => string);

type Parts = {
  readonly orchestration: ShopperOrchestration;
  readonly copy: BannerCopy;
  readonly clock: Clock;
};

/** What is still the member's to do for points. Draws nothing when there is nothing, or the order is closed. */
export function PendingSteps({ orchestration, copy, clock }: Parts) {
  const steps = orchestration.pendingSteps.filter((step) => step.status === "pending");
  if (steps.length === 0 || isOver(orchestration)) return null;
  return (
    <div className="ft-banner-steps">
      <h3 className="ft-banner-label">{copy.labels.steps}</h3>
      <ul>
        {steps.map((step) => (
          <li key={step.externalId}>
            <span>{step.title}</span>
            {step.expiresAt !== null && (
              <span className="ft-banner-step-end">
                {copy.labels.ends} <Moment at={step.expiresAt} clock={clock} isAhead />
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/**
 * The links to continue, drawn only where the member must act next: the shop's own, before it the provider's page about
 * a voucher or a transfer, and after it the way on without points. Until the browser's time is known that one leads nowhere, since it may be too late.
 */
export function Links(props: {
  readonly orchestration: ShopperOrchestration;
  readonly copy: BannerCopy;
  readonly resumeHref: ResumeHref;
  readonly waiveHref: string | undefined;
  readonly money: MoneySituation;
  readonly isTimeKnown: boolean;
}) {
  const { orchestration, copy, resumeHref, waiveHref, money, isTimeKnown } = props;
  const turn = turnOf(orchestration);
  if (turn?.actor !== "member") return null;
  const { stage, status } = turn;
  const { resume } = copy.stages[stage];
  const href = typeof resumeHref === "string" ? resumeHref : resumeHref(stage);
  if ("until" in money && (money.url !== null || !isTimeKnown)) {
    return (
      <div className="ft-banner-links">
        <a className="ft-banner-button" href={money.url ?? undefined} rel="noreferrer">
          {copy.money.show[money.kind]}
          <ArrowIcon />
        </a>
        <a className="ft-banner-button" data-quiet="" href={href}>
          {copy.money.otherWay}
        </a>
      </div>
    );
  }
  const button = (
    <a className="ft-banner-button" href={href}>
      {status === "failed" ? resume.failed : resume.open}
      <ArrowIcon />
    </a>
  );
  if (stage !== "loyalty_hold" || waiveHref === undefined) return button;
  return (
    <div className="ft-banner-links">
      {button}
      <a className="ft-banner-button" data-quiet="" href={waiveHref}>
        {copy.points.waive}
      </a>
    </div>
  );
}

/** What changed last, until when to pay, and what happens next if nothing does. */
export function Facts(props: Parts & { readonly money: Money }) {
  const { orchestration, copy, clock, money } = props;
  const until = "until" in money.situation ? money.situation.until : null;
  const { lastTransitionAt, nextActionAt, promisedBy } = orchestration;
  const turn = turnOf(orchestration);
  return (
    <dl className="ft-banner-facts">
      <div>
        <dt className="ft-banner-label">{copy.labels.latest}</dt>
        <dd>{changeWords(orchestration, copy, money)}</dd>
        <dd className="ft-banner-when">
          <Moment at={lastTransitionAt} clock={clock} />
        </dd>
      </div>
      {until !== null && (
        <div>
          <dt className="ft-banner-label">{copy.money.until}</dt>
          <dd suppressHydrationWarning>{exactMoment(until, clock)}</dd>
          {clock.now !== null && (
            <dd className="ft-banner-when">
              <Moment at={until} clock={clock} isAhead />
            </dd>
          )}
        </div>
      )}
      {promisedBy !== null && turn !== null && (
        <div>
          <dt className="ft-banner-label">{copy.delivery.promised}</dt>
          <dd suppressHydrationWarning>{exactMoment(promisedBy, clock, "day")}</dd>
        </div>
      )}
      <HeldPoints orchestration={orchestration} copy={copy} clock={clock} />
      {turn !== null && nextActionAt !== null && (
        <div>
          <dt className="ft-banner-label">{copy.labels.next}</dt>
          <dd>{copy.next[turn.actor]}</dd>
          <dd className="ft-banner-when">
            <Moment at={nextActionAt} clock={clock} isAhead />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** What became of the points that the order redeems, and when they go back if nothing comes. */
function HeldPoints({ orchestration, copy, clock }: Parts) {
  const { loyaltyHold } = orchestration;
  if (loyaltyHold === null) return null;
  const { state, points, captured, expiresAt } = loyaltyHold;
  const isTaken = state === "captured";
  const words = isTaken || state === "active" ? copy.points[state] : copy.points.back;
  return (
    <div>
      <dt className="ft-banner-label">{copy.points.label}</dt>
      <dd>{`${(isTaken ? captured : points).toLocaleString(clock.locale)} ${words}`}</dd>
      {state === "active" && expiresAt !== null && (
        <dd className="ft-banner-when">
          {copy.points.until} <Moment at={expiresAt} clock={clock} isAhead />
        </dd>
      )}
    </div>
  );
}
