import { importBuilt } from "./built.mjs";
import { formattedPage } from "./formatted-page.mjs";

/** What a caller does about each; the one thing the table of errors in the code does not say. */
const WHAT_TO_DO = {
  api_key_missing: "Send the key in `X-API-Key`.",
  api_key_invalid:
    "Send the key that the API was started with: `CHECKOUT_API_KEY`, or the one in `secrets.json` of the data folder.",
  webhook_signature_invalid:
    "Sign the bytes as they are sent, with a secret that is configured here, at most five minutes ago; send one signature header.",
  order_token_invalid:
    "The token is forged, expired, or opens another order. Make a new one with `POST /orders/{orderId}/access-tokens`.",
  link_token_invalid: "Links in mail hold for a limited time. Use the one of a newer mail.",
  session_missing: "Sign in at `/console`, or with `POST /console/api/session`.",
  credentials_invalid:
    "Try again; an admin can make a new password with `followthrough operator reset`.",
  role_insufficient: "Ask an admin for the role.",
  origin_refused:
    "Open the console by its own address. Other sites can't act in an operator's name.",
  malformed_json:
    "Mend the JSON. A body with a `__proto__` key or a `constructor` with a `prototype` is refused as well.",
  malformed_request: "Mend the request line or headers: an address that can't be decoded, say.",
  validation_failed: "Mend the fields that `errors` names, each as a JSON pointer.",
  order_unknown: "Report the order first with `PUT /orders/{orderId}`.",
  member_unknown: "Report the member first with `PUT /members/{memberId}`.",
  escalation_unknown: "Take an `escalationId` of `GET /checkout/escalations`.",
  notification_unknown: "Take a `notificationId` of `GET /notifications`.",
  operator_unknown: "Take an `operatorId` of `GET /console/api/operators`.",
  session_unknown: "Nothing, if that was the aim: it ended already.",
  view_unknown: "Take a `viewId` of `GET /console/api/views`.",
  message_copy_unknown:
    "Messages are kept from their first attempt on. The prompt says what became of it.",
  message_emptied:
    "It was emptied after `INBOX_RETENTION_DAYS`, or with its member's erasure. Report what it said as an event.",
  message_unknown: "Take an `inboxId` of `GET /webhooks/inbox`.",
  webhooks_closed:
    "Set the provider's secrets, such as `STRIPE_WEBHOOK_SECRETS`: a route without one is closed.",
  hold_unknown: "Place the hold first with `PUT /loyalty/holds/{holdId}`.",
  credit_unknown:
    "Name the reference of an earlier credit of this member; a reversal can't be reversed.",
  route_unknown: "Compare method and path with `/openapi.json`.",
  order_requirements_fixed:
    "Send `requires` as it was when the order was placed, or leave the order as it is.",
  stage_already_completed:
    "Nothing, if that was the aim. To take it back, send `failed` with `reopens: true`.",
  orchestration_closed:
    "Nothing: a completed or cancelled order takes no commands. A provider's fact (`source`) is still recorded.",
  event_superseded: "Read the order and decide on what it says now.",
  orchestration_not_paused: "Nothing: recovery goes on already.",
  points_decide_stage:
    "Nothing: the stage follows the order's hold. Place another with `PUT /loyalty/holds/{holdId}`, or release it.",
  insufficient_points:
    "Ask for fewer. Points that are held elsewhere come back when that hold is released or has expired.",
  hold_differs: "Use a new id for another hold, or repeat this one as it was.",
  programme_keeps_points:
    "Ask the programme itself (`LOYALTY_PROVIDER_URL`). Orders that redeem points still hold them there.",
  order_holds_points: "Release that hold first, or extend it.",
  already_captured: "Nothing, if that was the aim: the points are taken. To undo it, credit them.",
  already_released:
    "Nothing, if that was the aim: the points are back. To use them, place another hold.",
  expired:
    "The points are back, or come back with the next sweep. To use them, place another hold.",
  credit_differs: "Use a new reference for another credit, or repeat this one as it was.",
  already_reversed: "Nothing, if that was the aim.",
  order_of_another_member: "Name the member that owns the order.",
  escalation_resolved: "Nothing, if that was the aim. Read it to see who resolved it and how.",
  prompt_not_stuck:
    "Read the notification: only `unknown` and `dead` prompts can be sent again, only `unknown` ones be marked as sent.",
  prompt_not_possible: "`detail` says why, and until when. The next sweep that may will prompt.",
  operator_known: "Change that operator's role, or reset the password.",
  admin_needed: "Make somebody else an admin first.",
  policy_version_taken: "Give the document another `version`.",
  policy_moved: "Read the policy in force, compare, and adopt again.",
  version_conflict: "Try again; nothing was recorded.",
  precondition_failed: "Read the order, decide again, and send its new ETag in `If-Match`.",
  body_too_large: "Send at most 256 KiB; a webhook has at most 1 MiB.",
  unsupported_media_type: "Send `Content-Type: application/json`.",
  hold_in_the_past: "Send an `expiresAt` that is later than now.",
  capture_exceeds_hold: "Capture at most what is held, or leave `points` out for all of it.",
  pause_in_the_past: "Send an `until` that is later than now.",
  erasure_unconfirmed: "Type the member's id into `confirm`, as it stands in the address.",
  policy_invalid: "Mend what `detail` names; `POST /console/api/policy/check` lists all faults.",
  idempotency_key_reused: "Use a new `Idempotency-Key` for a new request.",
  rate_limited: "Wait as `Retry-After` says.",
  internal_error: "A fault of ours: it is in the server's log. Try again later.",
  sweep_late:
    "See to the worker: `docs/runbook.md`, “The sweep is late”. Requests are still answered.",
  overloaded: "Wait as `Retry-After` says and try again; nothing was recorded.",
  programme_unavailable: "Wait as `Retry-After` says and try again.",
  database_unavailable: "Wait as `Retry-After` says and try again; nothing is lost.",
};

/** `docs/errors.md`: the table of errors for people. */
export async function makeErrorsPage() {
  const { ERRORS } = await importBuilt("core", "dist", "domain", "index.js");
  demandSameCodes(Object.keys(ERRORS), Object.keys(WHAT_TO_DO));
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} | ${WHAT_TO_DO[code]} |`,
  );
  return formattedPage(
    "docs/errors.md",
    `<!-- Generated by \`npm run generate\` from packages/core/src/domain/errors.ts. -->

# Errors

Every refusal and failure is an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem with the media
type \`application/problem+json\`. Decide by \`code\`: codes are never renamed and never change their meaning.
\`title\` is for people, \`detail\` speaks of this very request, and \`errors\` names each field at fault.

\`\`\`json
{
  "type": "urn:followthrough:problem:validation_failed",
  "title": "The request has fields that are not valid",
  "status": 422,
  "code": "validation_failed",
  "detail": "Not valid in the body: /total/currency",
  "errors": [{ "field": "/total/currency", "message": "is not a currency of ISO 4217" }]
}
\`\`\`

| code | status | meaning | what to do |
|---|---|---|---|
${rows.join("\n")}
`,
  );
}

function demandSameCodes(known, explained) {
  const odd = [
    ...known.filter((code) => !explained.includes(code)),
    ...explained.filter((code) => !known.includes(code)),
  ];
  if (odd.length === 0) return;
  throw new Error(
    `scripts/generate/errors-page.mjs and the table of errors differ in: ${odd.join(", ")}`,
  );
}
