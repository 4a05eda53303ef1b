import type { Stage, StageStatus, WaitingOn } from "@followthrough/core/domain";

/** What a message says of a stage. */
export interface Said {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly waitingOn: WaitingOn | null;
  readonly reopens: boolean;
}

/** One line of a provider's table: what a kind of message means, or why it means nothing. */
export interface MappingRow {
  /** The provider's own name of it. */
  readonly message: string;
  /** In which case, in words; `null` for always. */
  readonly when: string | null;
  readonly means: Said | { readonly ignored: string };
}

/** The member has to act. */
export const asksMember = (stage: Stage, status: StageStatus): Said => ({
  stage,
  status,
  waitingOn: "member",
  reopens: false,
});

/** Nobody is nagged: the provider works on it. */
export const asksProvider = (stage: Stage): Said => ({
  stage,
  status: "in_progress",
  waitingOn: "provider",
  reopens: false,
});

/** Someone of the shop has to act. */
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

/** What was done is taken back, and the shop has to act. */
export const takesBack = (stage: Stage): Said => ({
  stage,
  status: "failed",
  waitingOn: "operator",
  reopens: true,
});
