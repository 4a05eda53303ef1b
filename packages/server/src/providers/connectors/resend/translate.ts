import type { ProviderMessage } from "@followthrough/core/domain";
import type { KeptMessage } from "../connector.ts";
import { translateByTable } from "../mailbox-row.ts";
import { readJson } from "../read-json.ts";
import { ResendEvent } from "./resend-event.ts";
import { RESEND_TABLE } from "./table.ts";

/** Translates events of Resend by the table. */
export function translateResend({ body }: KeptMessage): ProviderMessage {
  const event = ResendEvent.safeParse(readJson(body)).data;
  if (event === undefined) {
    return { kind: "unreadable", type: null, reason: "It is no event of Resend" };
  }
  const { to, email, headers, message_id } = event.data;
  const own = headers?.find(({ name }) => name.toLowerCase() === "message-id")?.value;
  return translateByTable(RESEND_TABLE, event.type, event, {
    addresses: [...(to ?? []), email],
    isOneOf: true,
    messageId: own ?? message_id,
  });
}
