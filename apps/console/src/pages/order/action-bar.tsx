import type { OrderPage } from "@followthrough/core/contract";
import { isTerminal } from "@followthrough/core/domain";
import { Button } from "../../parts/button.tsx";
import { ACTIONS, type ActionName } from "../../words/actions.ts";
import type { Chosen } from "./read-action.ts";

const OPEN: readonly ActionName[] = ["complete_stage", "fail_stage", "prompt_now"];

/** Whether the order has points, or waits for some, and can go on without them. */
function hasPointsToWaive({ order, orchestration }: OrderPage): boolean {
  if (isTerminal(orchestration) || order.pointsWaived) return false;
  const { loyaltyHold, stages } = orchestration;
  if (loyaltyHold !== null) return loyaltyHold.state !== "captured";
  return stages.some(({ stage, status }) => stage === "loyalty_hold" && status !== "completed");
}

/** What can be done about the order as it stands. */
export function ActionBar(props: {
  readonly page: OrderPage;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const { orchestration } = props.page;
  const isClosed = isTerminal(orchestration);
  const { pausedUntil } = orchestration;
  const isPaused = pausedUntil !== null && Date.parse(pausedUntil) > Date.now();
  const names: ActionName[] = [
    ...(isClosed ? [] : OPEN),
    ...(hasPointsToWaive(props.page) ? (["waive_points"] as const) : []),
    ...(isClosed ? [] : ([isPaused ? "resume" : "pause"] as const)),
    "add_note",
    "issue_resume_link",
    ...(isClosed ? [] : (["cancel"] as const)),
  ];
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Actions</legend>
      {names.map((name, at) => (
        <Button
          key={name}
          isSmall
          look={name === "cancel" ? "danger" : at === 0 && !isClosed ? "primary" : "plain"}
          onClick={() => props.onChoose({ action: name })}
        >
          {ACTIONS[name].label}
        </Button>
      ))}
    </fieldset>
  );
}
