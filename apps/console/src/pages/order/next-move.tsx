import type { OrderPage } from "@followthrough/core/contract";
import { Ago, Exact } from "../../parts/time.tsx";
import { comingSentence } from "../../words/decisions.ts";
import { waitingWord } from "../../words/stages.ts";

/** Who has the next move, and what the engine does and when if nothing comes. */
export function NextMove({ page }: { readonly page: OrderPage }) {
  const { nextDecision: next, orchestration, shopper } = page;
  const { pausedUntil } = orchestration;
  if (next.state === "closed" || next.at === null) {
    return <p className="text-quiet">The order is closed. Nothing happens by itself any more.</p>;
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
