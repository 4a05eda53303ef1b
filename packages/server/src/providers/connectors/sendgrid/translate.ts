import type { ProviderMessage } from "@followthrough/core/domain";
import type { KeptMessage } from "../connector.ts";
import { translateByTable } from "../mailbox-row.ts";
import { readJson } from "../read-json.ts";
import { SendgridEvent } from "./sendgrid-event.ts";
import { SENDGRID_TABLE } from "./table.ts";

/** Translates an event of SendGrid by the table. */
export function translateSendgrid({ body }: KeptMessage): ProviderMessage {
  const event = SendgridEvent.safeParse(readJson(body)).data;
  if (event === undefined) {
    return { kind: "unreadable", type: null, reason: "It is no event of SendGrid" };
  }
  return translateByTable(SENDGRID_TABLE, event.event, event, {
    addresses: [event.email],
    messageId: event["smtp-id"],
  });
}
