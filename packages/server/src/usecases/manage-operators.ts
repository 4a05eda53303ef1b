import type {
  ConsoleOperator,
  ConsoleSession,
  NewOperator,
  PostOperator,
  PutOperator,
  SignedIn,
} from "@followthrough/core/contract";
import { transaction } from "../db/database.ts";
import {
  changeOperator as change,
  endSession as end,
  endOtherSessions,
  hasOperators,
  listOperators as list,
  listSessions as listHeld,
  lockAdmins,
} from "../db/operators.ts";
import type { OperatorAccess } from "../operators/access.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

type Store = Pick<Context, "pool">;

/** Who may sign in. */
export function listOperators({ pool }: Store): Promise<ConsoleOperator[]> {
  return list(pool);
}

/** Adds an operator, whose first password is told this once. */
export async function addOperator(
  access: OperatorAccess,
  { email, name, role }: PostOperator,
): Promise<Result<NewOperator>> {
  const address = email.toLowerCase();
  const added = await access.add({ email: address, name, role });
  if (added === null) return refuse("operator_known");
  return succeed({ ...added, email: address });
}

/** Makes the first operator where there is none. @returns `null` when somebody can sign in already */
export async function addFirstOperator(
  { pool }: Store,
  access: OperatorAccess,
  operator: PostOperator,
): Promise<NewOperator | null> {
  if (await hasOperators(pool)) return null;
  const added = await addOperator(access, operator);
  return added.ok ? added.value : null;
}

/** Changes what an operator may do. The last admin stays one, so that nobody locks everybody out. */
export async function changeOperator(
  { pool }: Store,
  operatorId: string,
  { role, isDisabled }: PutOperator,
): Promise<Result<ConsoleOperator>> {
  return transaction(pool, async (tx) => {
    const before = await lockAdmins(tx);
    const isKnown = await change(tx, operatorId, role, isDisabled);
    if (!isKnown) return refuse("operator_unknown");
    if (before > 0 && (await lockAdmins(tx)) === 0) throw new LastAdmin();
    const changed = (await list(tx)).find((operator) => operator.operatorId === operatorId);
    if (changed === undefined) throw new Error("A changed operator is there");
    return succeed(changed);
  }).catch((error: unknown) => {
    if (error instanceof LastAdmin) return refuse("admin_needed");
    throw error;
  });
}

/** Rolls the change back. */
class LastAdmin extends Error {}

/** An operator's own sessions; of everybody for an admin. */
export function listSessions({ pool }: Store, by: SignedIn): Promise<ConsoleSession[]> {
  return listHeld(pool, by.role === "admin" ? null : by.operatorId, by.sessionId);
}

/** Ends a session at once; others' only for an admin. */
export async function endSession(
  { pool }: Store,
  by: SignedIn,
  sessionId: string,
): Promise<Result<null>> {
  const isEnded = await end(pool, sessionId, by.role === "admin" ? null : by.operatorId);
  return isEnded ? succeed(null) : refuse("session_unknown");
}

/** Changes the password, and ends all other sessions: whoever knew the old one is out. */
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
