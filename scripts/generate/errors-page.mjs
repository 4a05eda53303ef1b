import { importBuilt } from "./built.mjs";
import { formattedPage } from "./formatted-page.mjs";

/** What a caller does about each; the one thing the table of errors in the code does not say. */
const WHAT_TO_DO = {
  api_key_missing: "Send the key in `X-API-Key`.",
  api_key_invalid:
    "Send the key that the API was started with: `CHECKOUT_API_KEY`, or the one in `secrets.json` of the data folder.",
  webhook_signature_invalid:
    "Sign the exact bytes you send, with a secret that is configured here, within the last five minutes; send one signature header.",
  order_token_invalid:
    "The token is forged, expired, or opens another order. Make a new one with `POST /orders/{orderId}/access-tokens`.",
  link_token_invalid: "Links in mail are valid for a limited time. Use one from a newer mail.",
  session_missing: "Sign in at `/console`, or with `POST /console/api/session`.",
  credentials_invalid:
    "Try again; an admin can make a new password with `followthrough operator reset`.",
  role_insufficient: "Ask an admin for the role.",
  origin_refused: "Open the console at its own URL. Other sites can't act in an operator's name.",
  malformed_json:
    "Fix the JSON. A body with a `__proto__` key or a `constructor` with a `prototype` is also refused.",
  malformed_request: "Fix the request line or headers, such as a URL that can't be decoded.",
  validation_failed: "Fix the fields that `errors` names, each as a JSON pointer.",
  order_unknown: "Report the order first with `PUT /orders/{orderId}`.",
  member_unknown: "Report the member first with `PUT /members/{memberId}`.",
  escalation_unknown: "Use an `escalationId` from `GET /checkout/escalations`.",
  notification_unknown: "Use a `notificationId` from `GET /notifications`.",
  operator_unknown: "Use an `operatorId` from `GET /console/api/operators`.",
  session_unknown: "Nothing, if that was the aim: it has already ended.",
  view_unknown: "Use a `viewId` from `GET /console/api/views`.",
  message_copy_unknown:
    "Messages are kept from their first attempt on. The prompt's state says what happened to it.",
  message_emptied:
    "Its body was deleted after `INBOX_RETENTION_DAYS`, or when its member was erased. Report its content as an event.",
  message_unknown: "Use an `inboxId` from `GET /webhooks/inbox`.",
  webhooks_closed: "Set the provider's secrets, such as `STRIPE_WEBHOOK_SECRETS`.",
  hold_unknown: "Place the hold first with `PUT /loyalty/holds/{holdId}`.",
  credit_unknown:
    "Name the reference of an earlier credit of this member; a reversal can't be reversed.",
  route_unknown: "Compare method and path with `/openapi.json`.",
  order_requirements_fixed:
    "Send every stage that the order requires, and the same `redeemPoints`. Another report may add stages.",
  stage_already_completed:
    "Nothing, if that was the aim. To take it back, send `failed` with `reopens: true`.",
  orchestration_closed:
    "Nothing: a completed or cancelled order takes no commands. A provider's fact (`source`) is still recorded.",
  event_superseded: "Read the order and decide on its current state.",
  orchestration_not_paused: "Nothing: recovery is already running.",
  points_decide_stage:
    "Nothing: the stage follows the order's hold. Place another with `PUT /loyalty/holds/{holdId}`, or release it.",
  points_waived:
    "Nothing. To change what is to be paid, report the order again with `PUT /orders/{orderId}`.",
  no_points_to_waive: "Nothing.",
  points_value_unknown:
    "Report the order with `pointsValue`, or waive the points without a shopper's token.",
  insufficient_points:
    "Ask for fewer. Held points come back when their hold is released or expires.",
  hold_differs: "Use a new id for another hold, or repeat this one unchanged.",
  programme_keeps_points:
    "Send the request to the points program (`POINTS_PROGRAM_URL`). Orders that redeem points still hold them there.",
  order_holds_points: "Release that hold first, or extend it.",
  already_captured:
    "Nothing, if that was the aim: the points are captured. To undo it, credit them.",
  already_released:
    "Nothing, if that was the aim: the points are back. To use them, place another hold.",
  expired:
    "The points are back, or come back with the next sweep. To use them, place another hold.",
  credit_differs: "Use a new reference for another credit, or repeat this one unchanged.",
  already_reversed: "Nothing, if that was the aim.",
  order_of_another_member: "Name the member that owns the order.",
  member_without_address: "Report the member with an address first.",
  escalation_resolved: "Nothing, if that was the aim. Read it to see who resolved it and how.",
  prompt_not_stuck:
    "Read the notification: only `unknown` and `dead` prompts can be sent again, and only `unknown` ones can be marked as sent.",
  prompt_not_possible:
    "`detail` says why, and until when. The next sweep after that sends the prompt.",
  operator_known: "Change that operator's role, or reset the password.",
  admin_needed: "Make somebody else an admin first.",
  policy_version_taken: "Give the document another `version`.",
  policy_moved: "Read the policy in force, compare, and adopt again.",
  version_conflict: "Try again; nothing was recorded.",
  precondition_failed: "Read the order, decide again, and send its new ETag in `If-Match`.",
  body_too_large: "Send at most 256 KiB, or 1 MiB for a webhook.",
  unsupported_media_type: "Send `Content-Type: application/json`.",
  hold_in_the_past: "Send an `expiresAt` that is later than now.",
  reversal_exceeds_credit:
    "Take back at most what is left of it, or omit `points` to take back the rest.",
  capture_exceeds_hold: "Capture at most what is held, or omit `points` to capture all of it.",
  metadata_too_large:
    "Nothing of the event was kept. Remove keys with `null`, or send the event without its `metadataPatch`.",
  pause_in_the_past: "Send an `until` that is later than now.",
  pause_too_long: "Send an earlier `until`, and pause again later if need be.",
  erasure_unconfirmed: "Send the member's id in `confirm`, exactly as in the URL.",
  policy_invalid: "Fix what `detail` names; `POST /console/api/policy/check` lists all problems.",
  idempotency_key_reused: "Use a new `Idempotency-Key` for a new request.",
  rate_limited: "Wait for the time in `Retry-After`.",
  internal_error: "This is our error; the server's log has it. Try again later.",
  sweep_late:
    "Check the worker: `docs/runbook.md`, “The sweep is late”. Requests are still answered.",
  overloaded: "Wait for the time in `Retry-After` and try again; nothing was recorded.",
  programme_unavailable: "Wait for the time in `Retry-After` and try again.",
  database_unavailable: "Wait for the time in `Retry-After` and try again; nothing is lost.",
};

/** `docs/errors.md`: the table of errors for people. */
export async function makeErrorsPage() {
  const { ERRORS } = await importBuilt("core", "dist", "contract", "index.js");
  const { OPERATOR_WORDS } = await importBuilt("core", "dist", "words", "index.js");
  const meanings = OPERATOR_WORDS.refusals;
  demandSameCodes(Object.keys(ERRORS), Object.keys(WHAT_TO_DO));
  const rows = Object.entries(ERRORS).map(
    ([code, { status }]) => `| \`${code}\` | ${status} | ${meanings[code]} | ${WHAT_TO_DO[code]} |`,
  );
  return formattedPage(
    "docs/errors.md",
    `<!-- Generated by \`npm run generate\` from packages/core/src/contract/errors.ts and packages/core/src/words/en/refusals.ts. -->

# Errors

Every refusal and failure is an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem with the media
type \`application/problem+json\`. Use \`code\` in your program: codes are never renamed and never change their meaning.
\`title\` is for people, \`detail\` is about this request, and \`errors\` names each invalid field.

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
