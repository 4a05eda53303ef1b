import type { Orchestration } from "@followthrough/core/contract";
import type { Stage } from "@followthrough/core/domain";
import { Icon, type IconName } from "../../parts/icons.tsx";
import { Exact, shortDuration, useNow } from "../../parts/time.tsx";
import { STAGE_NAMES, STATUS_WORDS } from "../../words/stages.ts";

interface Stop {
  readonly stage: Stage;
  readonly look: "done" | "current" | "failed" | "coming" | "skipped" | "cancelled";
  readonly word: string;
  readonly doneAt: string | null;
  /** How long the order was, or has been, at this stage. */
  readonly spentMs: number | null;
}

const LOOKS: Readonly<
  Record<Stop["look"], { readonly mark: string; readonly icon: IconName | null }>
> = {
  done: { mark: "bg-done text-surface border-done", icon: "done" },
  current: {
    mark: "bg-surface text-action border-action ring-4 ring-action-wash",
    icon: "waiting",
  },
  failed: { mark: "bg-surface text-failed border-failed ring-4 ring-failed-wash", icon: "failed" },
  coming: { mark: "bg-surface text-quiet border-line", icon: null },
  skipped: { mark: "bg-sunken text-quiet border-line border-dashed", icon: "cancelled" },
  cancelled: { mark: "bg-surface text-cancelled border-cancelled", icon: "cancelled" },
};

/**
 * The order's track: four stops on one line, and between them how long each stage took. The current stage is
 * striped. Upright where there is little room.
 */
export function Track({ orchestration }: { readonly orchestration: Orchestration }) {
  const stops = stopsOf(orchestration, useNow());
  const longest = Math.max(1, ...stops.map(({ spentMs }) => spentMs ?? 0));
  return (
    <ol
      // biome-ignore lint/a11y/noRedundantRoles: Safari drops the list's meaning with its bullets
      role="list"
      aria-label="The order’s way"
      className="grid gap-3 py-1 @lg:grid-cols-4 @lg:gap-0"
    >
      {stops.map((stop) => {
        const look = LOOKS[stop.look];
        const isHere = stop.look === "current" || stop.look === "failed";
        const share = stop.spentMs === null ? 0 : 0.12 + 0.88 * (stop.spentMs / longest);
        return (
          <li
            key={stop.stage}
            aria-current={isHere ? "step" : undefined}
            className="grid grid-cols-[1.5rem_1fr] items-center gap-x-2.5 @lg:block @lg:pr-3"
          >
            <span className="flex items-center gap-1.5 @lg:mb-1.5">
              <span
                className={`grid size-6 shrink-0 place-content-center rounded-full border-2 ${look.mark}`}
              >
                {look.icon !== null && <Icon name={look.icon} />}
              </span>
              <span className="hidden h-1 flex-1 overflow-hidden rounded-full bg-divider @lg:block">
                <span
                  className={`block h-full rounded-full ${stop.look === "done" ? "bg-done" : stop.look === "failed" ? "striped bg-failed" : "striped bg-action"}`}
                  style={{ width: `${share * 100}%` }}
                />
              </span>
            </span>
            <span className="grid">
              <span className={isHere ? "font-semibold" : "font-medium"}>
                {STAGE_NAMES[stop.stage]}
              </span>
              <span className="text-12 text-quiet">
                {stop.word}
                {stop.spentMs !== null && ` · ${shortDuration(stop.spentMs)}`}
              </span>
              {stop.doneAt !== null && (
                <span className="text-12 text-quiet">
                  <Exact at={stop.doneAt} />
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The payment of an order whose money went back is not one that never came. */
function givenBackWord(
  { stage }: Orchestration["stages"][number],
  { money }: Orchestration,
): string | null {
  if (stage !== "payment" || money.captured === 0 || money.kept > 0) return null;
  if (money.refundPending > 0) return "Refund under way";
  return money.refunded > 0 ? "Given back" : null;
}

function stopsOf(orchestration: Orchestration, now: number): Stop[] {
  let enteredAt = Date.parse(orchestration.startedAt);
  const isClosed = orchestration.status === "cancelled";
  return orchestration.stages.map((view): Stop => {
    const { stage, completedAt, required } = view;
    if (!required) {
      return { stage, look: "skipped", word: "Not needed", doneAt: null, spentMs: null };
    }
    if (completedAt !== null) {
      const spentMs = Math.max(0, Date.parse(completedAt) - enteredAt);
      enteredAt = Math.max(enteredAt, Date.parse(completedAt));
      return { stage, look: "done", word: "Done", doneAt: completedAt, spentMs };
    }
    if (stage !== orchestration.currentStage) {
      const word = isClosed ? (givenBackWord(view, orchestration) ?? "Not reached") : "To come";
      return { stage, look: "coming", word, doneAt: null, spentMs: null };
    }
    const end = isClosed ? Date.parse(orchestration.lastTransitionAt) : now;
    const spentMs = Math.max(0, end - enteredAt);
    if (isClosed)
      return {
        stage,
        look: "cancelled",
        word: givenBackWord(view, orchestration) ?? "Cancelled here",
        doneAt: null,
        spentMs,
      };
    const look = view.status === "failed" ? "failed" : "current";
    return { stage, look, word: STATUS_WORDS[view.status], doneAt: null, spentMs };
  });
}
