import type { PromptState } from "@followthrough/core/domain";
import { Chip, type Tone } from "./chip.tsx";
import type { IconName } from "./icons.tsx";

const LOOKS: Readonly<
  Record<PromptState, { readonly tone: Tone; readonly icon: IconName; readonly word: string }>
> = {
  pending: { tone: "waiting", icon: "waiting", word: "Waiting" },
  sending: { tone: "waiting", icon: "mail", word: "Being sent" },
  retry: { tone: "waiting", icon: "waiting", word: "Tried again" },
  sent: { tone: "done", icon: "done", word: "Sent" },
  unknown: { tone: "action", icon: "warn", word: "Unknown" },
  dead: { tone: "failed", icon: "failed", word: "Dead" },
  cancelled: { tone: "cancelled", icon: "cancelled", word: "Withdrawn" },
  suppressed: { tone: "cancelled", icon: "cancelled", word: "Suppressed" },
};

/** A prompt's state in a word. */
export function PromptChip({ state }: { readonly state: PromptState }) {
  const { tone, icon, word } = LOOKS[state];
  return (
    <Chip tone={tone} icon={icon}>
      {word}
    </Chip>
  );
}

/** A prompt's state in a word, without its look. */
export function promptWord(state: string): string {
  return Object.entries(LOOKS).find(([name]) => name === state)?.[1].word ?? state;
}
