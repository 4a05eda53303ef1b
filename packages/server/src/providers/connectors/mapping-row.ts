import type { Stage, StageStatus, WaitingOn } from "@followthrough/core/domain";

/** What a message says about a stage. */
export interface Said {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly waitingOn: WaitingOn | null;
  readonly reopens: boolean;
}

/** One row of a provider's table: what a type of message means, or why it is ignored. */
export interface MappingRow {
  /** The provider's name for this type of message. */
  readonly message: string;
  /** The condition in words; `null` if the row always holds. */
  readonly when: string | null;
  readonly means: Said | { readonly ignored: string };
  /** What it says of a payment, in a word or two. The sums of all payments then decide the stage. */
  readonly payment?: string | null;
  /** What it says of an identity check or a fraud review. All checks then decide the stage. */
  readonly check?: string | null;
}

/** The member has to act. */
export const asksMember = (stage: Stage, status: StageStatus): Said => ({
  stage,
  status,
  waitingOn: "member",
  reopens: false,
});

/** The provider is working on it, so nobody gets a prompt. */
export const asksProvider = (stage: Stage): Said => ({
  stage,
  status: "in_progress",
  waitingOn: "provider",
  reopens: false,
});

/** An operator has to act. */
export const asksOperator = (stage: Stage, status: StageStatus): Said => ({
  stage,
  status,
  waitingOn: "operator",
  reopens: false,
});

/** The stage is done. */
export const completes = (stage: Stage): Said => ({
  stage,
  status: "completed",
  waitingOn: null,
  reopens: false,
});

/** The stage's completion is taken back, and an operator has to act. */
export const takesBack = (stage: Stage): Said => ({
  stage,
  status: "failed",
  waitingOn: "operator",
  reopens: true,
});
