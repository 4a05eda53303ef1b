import type { ProviderMessage } from "@followthrough/core/domain";
import type { KeptMessage } from "../connector.ts";
import { translateByTable } from "../mailbox-row.ts";
import { readJson } from "../read-json.ts";
import { PostmarkEvent } from "./postmark-event.ts";
import { POSTMARK_TABLE } from "./table.ts";

/** Translates Postmark's webhooks by the table. */
export function translatePostmark({ body }: KeptMessage): ProviderMessage {
  const event = PostmarkEvent.safeParse(readJson(body)).data;
  if (event === undefined) {
    return { kind: "unreadable", type: null, reason: "It is no webhook of Postmark" };
  }
  const { RecordType, Email, Recipient } = event;
  return translateByTable(POSTMARK_TABLE, RecordType, event, { addresses: [Email ?? Recipient] });
}
