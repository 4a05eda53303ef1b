import { isForMailbox } from "./prompt-recipient.ts";

/** Whether the mail of prompt `p` went out, or may have been accepted. */
const HAS_GONE_OUT = `(p.state in ('sent', 'unknown')
    or p.state in ('pending', 'retry', 'sending') and p.ending_at is not null)`;

/**
 * The stage entry from which on prompts are about the current visit of order `o` to its stage. Steps that were given back
 * are in the entries before its own, and what was asked ahead is in the entry before them.
 */
export const FIRST_ENTRY = `o.stage_entry - 1 - (
    select count(*) from orchestration_events back
    where back.order_id = o.order_id and back.kind = 'reconsidered' and back.payload ? 'cadenceStep'
      and back.version > coalesce((select e.version from orchestration_events e
        where e.order_id = o.order_id and e.current_stage_after <> o.current_stage
        order by e.version desc limit 1), 0))`;

/**
 * How many mails that asked for the current stage of order `o` went out to its mailbox since the stage began. Use it with
 * `joinRecipient` for the order `r`.
 */
export const MAILS_SINCE_STAGE_BEGAN = `select count(*)::integer from prompts p
    where p.order_id = o.order_id and p.stage = o.current_stage and ${HAS_GONE_OUT}
      and p.promised_by is null and ${isForMailbox("r")}
      and p.stage_entry >= ${FIRST_ENTRY}`;
