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
    does: "Records that this stage failed. The order stays here, and whoever has the next move is reminded.",
    verb: "Fail",
  },
  cancel: {
    label: "Cancel the order",
    does: "Closes the order for good. Nothing is sent any more. This can’t be taken back.",
    verb: "Cancel the order",
  },
  pause: {
    label: "Pause until …",
    does: "Until then nothing falls due and nothing is sent; what is reported is recorded as ever. It goes on by itself.",
    verb: "Pause",
  },
  resume: {
    label: "Resume",
    does: "Ends the pause now. What fell due meanwhile is due at once.",
    verb: "Resume",
  },
  prompt_now: {
    label: "Prompt now",
    does: "Brings the next prompt forward to now. Who sleeps, opted out or was just written to is not written to.",
    verb: "Prompt now",
  },
  resend_prompt: {
    label: "Send again",
    does: "Sends the message again. Do this only if you know that it did not go out.",
    verb: "Send again",
  },
  mark_prompt_sent: {
    label: "Mark as sent",
    does: "Settles the message as sent: you found out that it went out.",
    verb: "Mark as sent",
  },
  add_note: {
    label: "Add a note",
    does: "Leaves a note in the timeline, for whoever comes next.",
    verb: "Add note",
  },
  assign: { label: "Assign", does: "Says who takes this on. Everybody sees it.", verb: "Assign" },
  resolve: {
    label: "Resolve",
    does: "Takes the escalation out of the queue. If its reason comes back, so does an escalation.",
    verb: "Resolve",
  },
  issue_resume_link: {
    label: "Copy a resume link",
    does: "Makes a link that opens this order for its shopper, for 14 days. Whoever has it can open the order.",
    verb: "Make the link",
  },
};
