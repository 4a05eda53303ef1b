/**
 * Every refusal and failure the API can answer: its code, HTTP status and one sentence.
 * `docs/errors.md` says the same for people; a test compares them both ways.
 */
export const ERRORS = {
  api_key_missing: { status: 401, title: "The X-API-Key header is missing" },
  api_key_invalid: { status: 401, title: "The API key is not valid" },
  order_token_invalid: { status: 401, title: "The order token is not valid for this order" },
  link_token_invalid: { status: 401, title: "The link is not valid or has expired" },
  session_missing: { status: 401, title: "Nobody is signed in" },
  credentials_invalid: { status: 401, title: "Mail address and password do not belong together" },
  role_insufficient: { status: 403, title: "This operator's role does not allow it" },
  origin_refused: { status: 403, title: "The request comes from another site" },
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  malformed_request: { status: 400, title: "The request can't be read" },
  validation_failed: { status: 422, title: "The request has fields that are not valid" },
  order_unknown: { status: 404, title: "No order with this id is known" },
  member_unknown: { status: 404, title: "No member with this id is known" },
  escalation_unknown: { status: 404, title: "No escalation with this id is known" },
  notification_unknown: { status: 404, title: "No notification with this id is known" },
  operator_unknown: { status: 404, title: "No operator with this id is known" },
  session_unknown: { status: 404, title: "No session with this id holds" },
  view_unknown: { status: 404, title: "No view with this id is saved" },
  message_unknown: { status: 404, title: "No copy of a message with this id is kept" },
  route_unknown: { status: 404, title: "There is nothing at this address" },
  order_requirements_fixed: {
    status: 409,
    title: "What an order requires can't change once it was placed",
  },
  stage_already_completed: { status: 409, title: "The stage is completed already" },
  orchestration_closed: { status: 409, title: "The order is completed or cancelled" },
  event_superseded: { status: 409, title: "Something later is known of this stage already" },
  orchestration_not_paused: { status: 409, title: "The order is not paused" },
  escalation_resolved: { status: 409, title: "The escalation is resolved already" },
  prompt_not_stuck: {
    status: 409,
    title: "The prompt is not in a state in which an operator can act on it",
  },
  prompt_not_possible: { status: 409, title: "The order can't be prompted now" },
  operator_known: { status: 409, title: "An operator with this mail address is known already" },
  admin_needed: { status: 409, title: "At least one admin has to remain" },
  policy_version_taken: { status: 409, title: "A policy of this version was adopted before" },
  policy_moved: { status: 409, title: "Another policy is in force than the one named" },
  version_conflict: { status: 409, title: "The order changed too often at this moment" },
  precondition_failed: { status: 412, title: "The order is not at the version named in If-Match" },
  body_too_large: { status: 413, title: "The body is larger than 256 KiB" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  pause_in_the_past: { status: 422, title: "A pause has to end in the future" },
  erasure_unconfirmed: { status: 422, title: "What was typed is not the member's id" },
  policy_invalid: { status: 422, title: "The policy's document has faults" },
  idempotency_key_reused: {
    status: 422,
    title: "The Idempotency-Key was used before for another request",
  },
  rate_limited: { status: 429, title: "Too many requests" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  sweep_late: { status: 503, title: "The recovery sweep is two slots late" },
  overloaded: { status: 503, title: "More is waiting to be written than can be written soon" },
  database_unavailable: { status: 503, title: "The database can't be reached" },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

/** The code of a refusal or failure. */
export type ErrorCode = keyof typeof ERRORS;
