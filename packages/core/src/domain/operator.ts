/** What somebody may do in the console, the least first: look, act on orders, rule over people and policy. */
export const OPERATOR_ROLES = ["viewer", "operator", "admin"] as const;

/** What somebody may do in the console. */
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** Whether a role includes what another one may do. */
export function includesRole(role: OperatorRole, needed: OperatorRole): boolean {
  return OPERATOR_ROLES.indexOf(role) >= OPERATOR_ROLES.indexOf(needed);
}
