import type { ProviderMessage, ProviderReport } from "@followthrough/core/domain";
import { z } from "zod";
import type { KeptMessage } from "../connector.ts";
import { readJson } from "../read-json.ts";
import { StandardBody } from "./body.ts";

const Typed = z.looseObject({ type: z.string() });
const KNOWN = new Set(["order.placed", "stage.reported", "order.cancelled"]);

/** What a backend of one's own reports. A message of another kind is left alone, as the standard has it. */
export function translateStandard({ body, eventId }: KeptMessage): ProviderMessage {
  const value = readJson(body);
  const typed = Typed.safeParse(value);
  if (!typed.success) return unreadable("It is no message with a type");
  if (!KNOWN.has(typed.data.type)) {
    return { kind: "ignored", type: null, reason: "This kind of message is not known here" };
  }
  const read = StandardBody.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return unreadable(`/${issue?.path.join("/")} ${issue?.message}`.slice(0, 300));
  }
  return toReport(read.data, eventId);
}

function toReport(message: StandardBody, sourceEventId: string): ProviderReport {
  const { type, timestamp } = message;
  const occurredAt = Date.parse(timestamp);
  const blank = {
    kind: "report",
    type,
    orderId: message.data.orderId,
    references: [],
    order: null,
    member: null,
    facts: [],
    cancels: null,
  } as const;
  switch (message.type) {
    case "order.placed":
      return { ...blank, ...placedOf(message.data, occurredAt) };
    case "order.cancelled":
      return { ...blank, cancels: { note: message.data.reason ?? null, sourceEventId } };
    case "stage.reported": {
      const { stage, status, waitingOn, reopens, nextActionAt, note, details } = message.data;
      const fact = {
        stage,
        status,
        waitingOn: waitingOn ?? null,
        reopens: reopens ?? false,
        occurredAt,
        nextActionAt: nextActionAt === undefined ? null : Date.parse(nextActionAt),
        note: note ?? null,
        sourceEventId,
        details: details ?? {},
      };
      return { ...blank, facts: [fact] };
    }
  }
}

function placedOf(
  { order, member }: Extract<StandardBody, { type: "order.placed" }>["data"],
  reportedAt: number,
): Pick<ProviderReport, "order" | "member"> {
  const { orderNumber, memberId, email, total, items, requires, placedAt } = order;
  return {
    order: {
      orderNumber,
      memberId,
      email: email ?? null,
      total,
      items,
      requires: {
        verification: requires?.verification ?? true,
        loyaltyHold: requires?.loyaltyHold ?? true,
      },
      placedAt: placedAt === undefined ? reportedAt : Date.parse(placedAt),
      reportedAt,
    },
    member:
      member === undefined
        ? null
        : { ...member, locale: member.locale ?? null, timeZone: member.timeZone ?? null },
  };
}

function unreadable(reason: string): ProviderMessage {
  return { kind: "unreadable", type: null, reason };
}
