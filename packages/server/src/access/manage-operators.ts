import type {
  ConsoleOperator,
  ConsoleSession,
  NewOperator,
  PostOperator,
  PutOperator,
  SignedIn,
} from "@followthrough/core/contract";
import type { Context } from "../platform/context.ts";
import { transaction } from "../platform/postgres/database.ts";
import { type Result, refuse, succeed } from "../platform/result.ts";
import { answerRollBack, RollBack } from "../platform/roll-back.ts";
import type { OperatorAccess } from "./access.ts";
import {
  changeOperator as change,
  endSession as end,
  endOtherSessions,
  hasOperators,
  listOperators as list,
  listSessions as listHeld,
  lockAdmins,
} from "./sql/operators.ts";

type Store = Pick<Context, "pool">;

/** All operators. */
export function listOperators({ pool }: Store): Promise<ConsoleOperator[]> {
  return list(pool);
}

/** Adds an operator; the answer is the only place that shows the first password. */
export async function addOperator(
  access: OperatorAccess,
  { email, name, role }: PostOperator,
): Promise<Result<NewOperator>> {
  const address = email.toLowerCase();
  const added = await access.add({ email: address, name, role });
  if (added === null) return refuse("operator_known");
  return succeed({ ...added, email: address });
}

/** Adds the first operator if there is none. @returns `null` when there already is one */
export async function addFirstOperator(
  { pool }: Store,
  access: OperatorAccess,
  operator: PostOperator,
): Promise<NewOperator | null> {
  if (await hasOperators(pool)) return null;
  const added = await addOperator(access, operator);
  return added.ok ? added.value : null;
}

/** Changes an operator's role, or disables them. The last admin stays admin, so that nobody locks everybody out. */
export async function changeOperator(
  { pool }: Store,
  operatorId: string,
  { role, isDisabled }: PutOperator,
): Promise<Result<ConsoleOperator>> {
  return transaction(pool, async (tx) => {
    const before = await lockAdmins(tx);
    const isKnown = await change(tx, operatorId, role, isDisabled);
    if (!isKnown) return refuse("operator_unknown");
    if (before > 0 && (await lockAdmins(tx)) === 0) throw new RollBack(refuse("admin_needed"));
    const changed = (await list(tx)).find((operator) => operator.operatorId === operatorId);
    if (changed === undefined) throw new Error("The changed operator no longer exists");
    return succeed(changed);
  }).catch(answerRollBack);
}

/** An operator's own sessions; an admin gets everybody's. */
export function listSessions({ pool }: Store, by: SignedIn): Promise<ConsoleSession[]> {
  return listHeld(pool, by.role === "admin" ? null : by.operatorId, by.sessionId);
}

/** Ends a session at once. Only an admin may end the sessions of others. */
export async function endSession(
  { pool }: Store,
  by: SignedIn,
  sessionId: string,
): Promise<Result<null>> {
  const isEnded = await end(pool, sessionId, by.role === "admin" ? null : by.operatorId);
  return isEnded ? succeed(null) : refuse("session_unknown");
}

/** Changes the password and ends all other sessions, so that anyone who knew the old one is signed out. */
export async function changePassword(
  { pool }: Store,
  access: OperatorAccess,
  by: SignedIn,
  passwords: { readonly current: string; readonly next: string },
  headers: Headers,
): Promise<Result<null>> {
  const isChanged = await access.changePassword(passwords.current, passwords.next, headers);
  if (!isChanged) return refuse("credentials_invalid");
  await endOtherSessions(pool, by.operatorId, by.sessionId);
  return succeed(null);
}
