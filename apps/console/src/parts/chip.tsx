import type { ReactNode } from "react";
import { Icon, type IconName } from "./icons.tsx";

/** What a state is about; never without an icon and a word. */
export type Tone = "waiting" | "action" | "failed" | "done" | "cancelled";

const LOOKS: Readonly<Record<Tone, string>> = {
  waiting: "text-waiting bg-waiting-wash",
  action: "text-action bg-action-wash",
  failed: "text-failed bg-failed-wash",
  done: "text-done bg-done-wash",
  cancelled: "text-cancelled bg-cancelled-wash",
};

/** A state in a word. */
export function Chip(props: {
  readonly tone: Tone;
  readonly icon?: IconName;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={`inline-flex max-w-full items-center gap-1 rounded-full px-2 py-px text-12 font-medium ${LOOKS[props.tone]}`}
    >
      <Icon name={props.icon ?? props.tone} />
      {props.children}
    </span>
  );
}
