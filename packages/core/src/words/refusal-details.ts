import { ESCALATION_REASONS, type FieldedCode, type RefusalFields } from "../domain/index.ts";
import { EN_JUST_PROMPTED, EN_PAUSED, EN_REFUSAL_DETAILS, EN_UNTIL } from "./en/refusal-details.ts";
import { EN_WITHHELD } from "./en/withheld.ts";

type Withheld = RefusalFields["prompt_not_possible"];

/** The fields of a refusal as the `detail` of a problem. */
export function refusalDetail<Code extends FieldedCode>({
  code,
  fields,
}: {
  readonly code: Code;
  readonly fields: RefusalFields[Code];
}): string {
  return EN_REFUSAL_DETAILS[code](fields);
}

/**
 * Reads from the `detail` of `prompt_not_possible` why a prompt is withheld. No other detail is read again. The API
 * puts the decision's reason there, as the timeline has it, with the time at which it ends.
 *
 * @returns `null` if this version doesn't know the detail
 */
export function readWithheld(detail: string): Withheld | null {
  if (detail === EN_PAUSED) return { reason: "paused", until: null };
  if (detail === EN_JUST_PROMPTED) return { reason: "just_prompted", until: null };
  const [name, time, ...rest] = detail.split(EN_UNTIL);
  const reason = REASONS.find((each) => each === name);
  const until = time === undefined ? null : Date.parse(time);
  if (reason === undefined || rest.length > 0 || Number.isNaN(until)) return null;
  return { reason, until };
}

const REASONS: readonly Withheld["reason"][] = [...ESCALATION_REASONS, ...namesOf(EN_WITHHELD)];

function namesOf<Name extends string>(words: Readonly<Record<Name, string>>): Name[] {
  const names: Name[] = [];
  for (const name in words) names.push(name);
  return names;
}
