import type { OrderPage } from "@followthrough/core/contract";
import { Ago, Exact } from "../../parts/time.tsx";
import { comingSentence } from "../../words/decisions.ts";
import { silenceWords } from "../../words/silence.ts";
import { STAGE_NAMES, waitingWord } from "../../words/stages.ts";

/** Who must act next, and what the engine does, and when, if nothing happens. */
export function NextMove({ page }: { readonly page: OrderPage }) {
  const { nextDecision: next, orchestration, shopper } = page;
  const { pausedUntil } = orchestration;
  if (next.state === "followed") {
    return (
      <p className="text-quiet">
        The order is only followed: {silenceWords(page.order.silence)}. Nobody is written to or
        alerted about it. You can still settle it by hand.
      </p>
    );
  }
  if (next.state === "closed" || next.at === null) {
    const { nextActionAt } = orchestration;
    return (
      <p className="text-quiet">
        The order is closed.{" "}
        {nextActionAt === null ? (
          "Nothing more happens automatically."
        ) : (
          <>
            Its money is looked at again <Ago at={nextActionAt} />.
          </>
        )}
      </p>
    );
  }
  const timeZone = shopper.member?.timeZone ?? null;
  const sentence = comingSentence(next.decision, next.reason, next.step, next.followingAt, {
    timeZone,
  });
  return (
    <dl className="grid gap-x-6 gap-y-1 rounded-card border border-divider bg-sunken px-3 py-2.5 @xl:grid-cols-[auto_1fr]">
      <div className="contents">
        <dt className="text-12 text-quiet">Next move</dt>
        <dd>{waitingWord(orchestration.waitingOn)}</dd>
      </div>
      {orchestration.asksFor !== null && (
        <div className="contents">
          <dt className="text-12 text-quiet">At the same time</dt>
          <dd>
            {waitingWord("member")}, for {STAGE_NAMES[orchestration.asksFor]}
          </dd>
        </div>
      )}
      {pausedUntil !== null && next.state === "paused" && (
        <div className="contents">
          <dt className="text-12 text-quiet">Paused</dt>
          <dd>
            until <Exact at={pausedUntil} />
          </dd>
        </div>
      )}
      <div className="contents">
        <dt className="text-12 text-quiet">If nothing comes</dt>
        <dd>
          {sentence}
          <span className="text-quiet">
            {" "}
            · {next.state === "overdue" ? "with the next sweep" : <Ago at={next.at} />}
            {next.followingAt !== null && (
              <>
                , then looked at again <Ago at={next.followingAt} />
              </>
            )}{" "}
            · policy {next.policyVersion}
          </span>
        </dd>
      </div>
    </dl>
  );
}
