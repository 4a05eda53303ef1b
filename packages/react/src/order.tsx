import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { Stage } from "@followthrough/core/domain";
import type { BannerCopy } from "./copy.ts";
import { ArrowIcon } from "./icons.tsx";
import { type Clock, Moment } from "./moment.tsx";
import { isOver, situationOf, stageToResume } from "./situation.ts";
import { changeWords } from "./words.ts";

/**
 * Where the member goes to finish a stage: one address, or one for each stage.
 * A server component can hand over an address only; functions do not cross to the browser.
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

/** The one way on, drawn only where the next move is the member's. */
export function ResumeLink(props: {
  readonly orchestration: ShopperOrchestration;
  readonly copy: BannerCopy;
  readonly resumeHref: ResumeHref;
}) {
  const { orchestration, copy, resumeHref } = props;
  const stage = stageToResume(situationOf(orchestration));
  if (stage === null) return null;
  const { resume } = copy.stages[stage];
  return (
    <a
      className="ft-banner-button"
      href={typeof resumeHref === "string" ? resumeHref : resumeHref(stage)}
    >
      {orchestration.status === "failed" ? resume.failed : resume.open}
      <ArrowIcon />
    </a>
  );
}

/** What changed last, and what happens next if nothing does. */
export function Facts({ orchestration, copy, clock }: Parts) {
  const { lastTransitionAt, nextActionAt } = orchestration;
  const situation = situationOf(orchestration);
  return (
    <dl className="ft-banner-facts">
      <div>
        <dt className="ft-banner-label">{copy.labels.latest}</dt>
        <dd>{changeWords(orchestration, copy)}</dd>
        <dd className="ft-banner-when">
          <Moment at={lastTransitionAt} clock={clock} />
        </dd>
      </div>
      <HeldPoints orchestration={orchestration} copy={copy} clock={clock} />
      {situation.kind === "open" && nextActionAt !== null && (
        <div>
          <dt className="ft-banner-label">{copy.labels.next}</dt>
          <dd>{copy.next[situation.actor]}</dd>
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
      {state === "active" && (
        <dd className="ft-banner-when">
          {copy.points.until} <Moment at={expiresAt} clock={clock} isAhead />
        </dd>
      )}
    </div>
  );
}
