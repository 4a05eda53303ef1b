/**
 * Every refusal and failure the API can answer: its code, HTTP status and one sentence.
 * `docs/errors.md` says the same for people; a test compares them both ways.
 */
export const ERRORS = {
  api_key_missing: { status: 401, title: "The X-API-Key header is missing" },
  api_key_invalid: { status: 401, title: "The API key is not valid" },
  webhook_signature_invalid: {
    status: 401,
    title: "The webhook's signature is missing, wrong, or of another time",
  },
  order_token_invalid: { status: 401, title: "The order token is not valid for this order" },
  link_token_invalid: { status: 401, title: "The link is not valid or has expired" },
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  malformed_request: { status: 400, title: "The request can't be read" },
  validation_failed: { status: 422, title: "The request has fields that are not valid" },
  order_unknown: { status: 404, title: "No order with this id is known" },
  member_unknown: { status: 404, title: "No member with this id is known" },
  escalation_unknown: { status: 404, title: "No escalation with this id is known" },
  notification_unknown: { status: 404, title: "No notification with this id is known" },
  message_unknown: { status: 404, title: "No message of a provider with this id is known" },
  webhooks_closed: { status: 404, title: "This provider's webhooks are not taken here" },
  hold_unknown: { status: 404, title: "No hold with this id is known" },
  credit_unknown: { status: 404, title: "No credit with this reference is known" },
  route_unknown: { status: 404, title: "There is nothing at this address" },
  order_requirements_fixed: {
    status: 409,
    title: "What an order requires can't change once it was placed",
  },
  stage_already_completed: { status: 409, title: "The stage is completed already" },
  orchestration_closed: { status: 409, title: "The order is completed or cancelled" },
  event_superseded: { status: 409, title: "Something later is known of this stage already" },
  orchestration_not_paused: { status: 409, title: "The order is not paused" },
  points_decide_stage: {
    status: 409,
    title: "The order's hold on points decides this stage; nobody else can report it",
  },
  insufficient_points: { status: 409, title: "The member has fewer points available" },
  hold_differs: {
    status: 409,
    title: "The hold is known, with another member, order, amount or time",
  },
  programme_keeps_points: {
    status: 409,
    title: "A programme of the shop's keeps the points; it has to be asked",
  },
  order_holds_points: { status: 409, title: "Points are held for this order already" },
  already_captured: { status: 409, title: "The hold was captured already" },
  already_released: { status: 409, title: "The hold was released already" },
  expired: { status: 409, title: "The hold has expired" },
  credit_differs: {
    status: 409,
    title: "The reference is known, with other points or another purpose",
  },
  already_reversed: { status: 409, title: "The credit was reversed already" },
  order_of_another_member: { status: 409, title: "The order belongs to another member" },
  escalation_resolved: { status: 409, title: "The escalation is resolved already" },
  prompt_not_stuck: {
    status: 409,
    title: "The prompt is not in a state in which an operator can act on it",
  },
  version_conflict: { status: 409, title: "The order changed too often at this moment" },
  precondition_failed: { status: 412, title: "The order is not at the version named in If-Match" },
  body_too_large: { status: 413, title: "The body is larger than this address takes" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  hold_in_the_past: { status: 422, title: "A hold has to expire in the future" },
  capture_exceeds_hold: { status: 422, title: "More points are asked for than are held" },
  pause_in_the_past: { status: 422, title: "A pause has to end in the future" },
  idempotency_key_reused: {
    status: 422,
    title: "The Idempotency-Key was used before for another request",
  },
  rate_limited: { status: 429, title: "Too many requests" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  sweep_late: { status: 503, title: "The recovery sweep is two slots late" },
  overloaded: { status: 503, title: "More is waiting to be written than can be written soon" },
  programme_unavailable: { status: 503, title: "The points programme can't be reached" },
  database_unavailable: { status: 503, title: "The database can't be reached" },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

/** The code of a refusal or failure. */
export type ErrorCode = keyof typeof ERRORS;
