import { idOfBody } from "../body-hash.ts";
import type { Messages, VerifiedWebhook, WebhookMessage } from "../connector.ts";
import { eventIdOrNull } from "../event-id.ts";
import { readJson } from "../read-json.ts";

/** The events of one webhook. Each has its own id, whichever webhook brings it. */
export function messagesOfEvents({ eventId }: VerifiedWebhook, body: Buffer): Messages {
  const events = readJson(body);
  const [first, ...others] = Array.isArray(events) ? events.map(messageOf) : [];
  return first === undefined ? [{ eventId, body }] : [first, ...others];
}

function messageOf(event: unknown): WebhookMessage {
  const body = Buffer.from(JSON.stringify(event));
  const id =
    typeof event === "object" && event !== null && "sg_event_id" in event
      ? event.sg_event_id
      : null;
  return { eventId: eventIdOrNull(id) ?? idOfBody(body), body };
}
