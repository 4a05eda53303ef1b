import type { Escalation, SignedIn } from "@followthrough/core/contract";
import { Button } from "../../parts/button.tsx";
import { Chip } from "../../parts/chip.tsx";
import { Deadline } from "../../parts/deadline.tsx";
import { moneyText } from "../../parts/money.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Ago } from "../../parts/time.tsx";
import { REASONS } from "../../words/reasons.ts";
import type { Chosen } from "./read-action.ts";

/** Why the order needs a person, what to do, and who does it. */
export function EscalationList(props: {
  readonly escalations: readonly Escalation[];
  readonly operator: SignedIn;
  readonly canAct: boolean;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  return (
    <Section title="Escalations">
      <ul className="divide-y divide-divider">
        {props.escalations.map((escalation) => (
          <li key={escalation.escalationId} className="grid gap-2 px-4 py-3">
            <div className="flex flex-wrap items-center gap-2">
              <Chip
                tone={escalation.resolvedAt === null ? "action" : "done"}
                icon={escalation.resolvedAt === null ? "flag" : "done"}
              >
                {REASONS[escalation.reason].label}
              </Chip>
              {escalation.amount !== null && (
                <span className="figure text-13 font-semibold">{moneyText(escalation.amount)}</span>
              )}
              {escalation.dueAt !== null && <Deadline at={escalation.dueAt} />}
              <span className="text-12 text-quiet">
                {escalation.resolvedAt === null ? (
                  <>
                    open for <Ago at={escalation.since} isBare />
                  </>
                ) : (
                  <>
                    resolved <Ago at={escalation.resolvedAt} />
                  </>
                )}
                {escalation.assignee !== null && (
                  <>
                    {" "}
                    · <Plain text={escalation.assignee} />
                  </>
                )}
              </span>
            </div>
            {escalation.resolvedAt === null ? (
              <>
                <p className="max-w-[65ch] text-13">{REASONS[escalation.reason].advice}</p>
                {props.canAct && <Moves {...props} escalation={escalation} />}
              </>
            ) : (
              <p className="text-13 text-quiet">
                <Plain text={resolutionText(escalation)} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Moves({
  escalation,
  operator,
  onChoose,
}: {
  readonly escalation: Escalation;
  readonly operator: SignedIn;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const { escalationId } = escalation;
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button isSmall onClick={() => onChoose({ action: "resolve", escalationId })}>
        Resolve
      </Button>
      {escalation.assignee !== operator.name && (
        <Button
          isSmall
          onClick={() => onChoose({ action: "assign", escalationId, assignee: operator.name })}
        >
          Take it on
        </Button>
      )}
      <Button isSmall look="quiet" onClick={() => onChoose({ action: "assign", escalationId })}>
        Assign …
      </Button>
    </div>
  );
}

function resolutionText({ resolution, resolvedBy }: Escalation): string {
  if (resolution === "moved_on") return "The order moved on without help.";
  if (resolution === "settled") return "Its cause is gone.";
  if (resolution === "reconsidered") return "What was missing has come.";
  return `${resolvedBy ?? "Somebody"}: ${resolution ?? ""}`;
}
