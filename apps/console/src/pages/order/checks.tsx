import type { CheckView, Orchestration } from "@followthrough/core/contract";
import type { CheckState } from "@followthrough/core/domain";
import { Chip, type Tone } from "../../parts/chip.tsx";
import { OutwardLink } from "../../parts/outward-link.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Exact } from "../../parts/time.tsx";
import { CHECK_WORDS, checkReason, checkState } from "../../words/check-sentences.ts";
import { waitingWord } from "../../words/stages.ts";

const TONES: Readonly<Record<CheckState, Tone>> = {
  requires_input: "action",
  processing: "waiting",
  verified: "done",
  cancelled: "cancelled",
  open: "action",
  approved: "done",
  rejected: "failed",
  closed: "cancelled",
};

/** The order's identity checks and fraud reviews. Draws nothing where none is known. */
export function Checks({ orchestration: { checks } }: { readonly orchestration: Orchestration }) {
  if (checks.length === 0) return null;
  return (
    <Section title="Checks">
      <ul className="divide-y divide-divider">
        {checks.map((check) => (
          <CheckItem key={`${check.source}/${check.account}/${check.reference}`} check={check} />
        ))}
      </ul>
    </Section>
  );
}

function CheckItem({ check }: { readonly check: CheckView }) {
  const { kind, state, reason, failures, waitingOn, since, source, reference, url } = check;
  const isFailed = state === "requires_input" && reason !== null;
  return (
    <li className="grid gap-1 px-4 py-2.5 text-13">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Chip tone={isFailed ? "failed" : TONES[state]}>{checkState(check)}</Chip>
        <span>{CHECK_WORDS.kinds[kind]}</span>
        {reason !== null && reason !== "" && (
          <span className="text-quiet">
            <Plain text={checkReason(reason)} className="break-words" />
          </span>
        )}
        {waitingOn !== null && (
          <span className="ml-auto text-12 text-quiet">Next: {waitingWord(waitingOn)}</span>
        )}
      </div>
      <p className="flex flex-wrap gap-x-3 gap-y-0.5 text-12 text-quiet">
        <span>
          since <Exact at={since} />
        </span>
        {failures > 0 && (
          <span>{failures === 1 ? "1 attempt failed" : `${failures} attempts failed`}</span>
        )}
        <Plain text={`${source} ${reference}`} className="font-mono break-all" />
        {url !== null && <OutwardLink url={url}>The shopper’s page</OutwardLink>}
      </p>
    </li>
  );
}
