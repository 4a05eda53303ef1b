import type { OrderAction } from "@followthrough/core/contract";

/** An action's name. */
export type ActionName = OrderAction["action"];

/** What an action is called, and what it does, before it is done. */
export const ACTIONS: Readonly<
  Record<ActionName, { readonly label: string; readonly does: string; readonly verb: string }>
> = {
  complete_stage: {
    label: "Complete a stage",
    does: "Records that this stage is done. The order moves on; prompts that are not on their way yet are withdrawn.",
    verb: "Complete",
  },
  fail_stage: {
    label: "Fail a stage",
    does: "Records that this stage failed. The order stays here, and the side that must act next is reminded.",
    verb: "Fail",
  },
  waive_points: {
    label: "Go on without points",
    does: "The order goes on without its points. What is still held goes back to the member, and no points are taken later. This can’t be undone.",
    verb: "Go on without points",
  },
  cancel: {
    label: "Cancel the order",
    does: "Closes the order permanently. Nothing more is sent. This can’t be undone.",
    verb: "Cancel the order",
  },
  pause: {
    label: "Pause until …",
    does: "Until then nothing becomes due and nothing is sent; reports are still recorded. The order resumes automatically.",
    verb: "Pause",
  },
  resume: {
    label: "Resume",
    does: "Ends the pause now. Anything that became due during the pause is due immediately.",
    verb: "Resume",
  },
  prompt_now: {
    label: "Prompt now",
    does: "Brings the next prompt forward to now. Quiet hours, opt-outs and the frequency cap still apply.",
    verb: "Prompt now",
  },
  resend_prompt: {
    label: "Send again",
    does: "Sends the message again. Do this only if you know that it did not go out.",
    verb: "Send again",
  },
  mark_prompt_sent: {
    label: "Mark as sent",
    does: "Records the message as sent: you found out that it went out.",
    verb: "Mark as sent",
  },
  add_note: {
    label: "Add a note",
    does: "Leaves a note in the timeline for the next person.",
    verb: "Add note",
  },
  assign: { label: "Assign", does: "Says who takes this on. Everybody sees it.", verb: "Assign" },
  resolve: {
    label: "Resolve",
    does: "Takes the escalation off the work list. If its reason comes back, so does an escalation.",
    verb: "Resolve",
  },
  issue_resume_link: {
    label: "Copy a resume link",
    does: "Makes a link that opens this order for its shopper, for 14 days. Anyone who has the link can open the order.",
    verb: "Make the link",
  },
};
