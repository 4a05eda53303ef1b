import { OPERATOR_ROLES, type OperatorRole } from "@followthrough/core/contract";

/** Whether a role includes the rights of another one. */
export function includesRole(role: OperatorRole, needed: OperatorRole): boolean {
  return OPERATOR_ROLES.indexOf(role) >= OPERATOR_ROLES.indexOf(needed);
}
