import { OrderAction } from "@followthrough/core/contract";
import type { ActionName } from "../../words/actions.ts";

/** The target of an action, where it is not the order as a whole. */
interface ActionTarget {
  readonly escalationId?: string;
  readonly notificationId?: string;
  /** Of an assignment whose assignee the dialog need not ask for. */
  readonly assignee?: string | null;
}

/** The action that an operator has chosen. */
export interface Chosen extends ActionTarget {
  readonly action: ActionName;
}

const FIELDS: Readonly<Partial<Record<ActionName, readonly string[]>>> = {
  complete_stage: ["stage"],
  fail_stage: ["stage"],
  pause: ["until"],
  assign: ["assignee", "escalationId"],
  resolve: ["escalationId"],
  resend_prompt: ["notificationId"],
  mark_prompt_sent: ["notificationId"],
};

/** The action as it was chosen and typed. */
export function readAction({ action, ...target }: Chosen, form: FormData): OrderAction {
  const typed: Record<string, unknown> = { action, reason: String(form.get("reason")) };
  for (const field of FIELDS[action] ?? []) {
    typed[field] = Object.entries(target).find(([name]) => name === field)?.[1] ?? form.get(field);
  }
  if (action === "pause") typed.until = new Date(String(typed.until)).toISOString();
  if (typed.assignee === "") typed.assignee = null;
  return OrderAction.parse(typed);
}
