import {
  OrderId,
  readCheck,
  readParcel,
  readPayment,
  readReportedAddress,
  text,
} from "@followthrough/core/contract";
import type { ProviderFact, ProviderMember, ProviderReport } from "@followthrough/core/domain";
import { z } from "zod";
import type { KeptMessage, PlacedReport, TranslatedMessage } from "../connector.ts";
import { readJson } from "../read-json.ts";
import { StandardBody } from "./body.ts";

const Typed = z.looseObject({ type: text(100) });
const Named = z.looseObject({ data: z.looseObject({ orderId: OrderId }) });
const KNOWN = new Set(["order.placed", "stage.reported", "order.cancelled"]);

/** Translates what the shop's own backend reports. As the standard says, messages of unknown types are ignored. */
export function translateStandard({ body, eventId }: KeptMessage): TranslatedMessage {
  const value = readJson(body);
  const typed = Typed.safeParse(value);
  if (!typed.success) {
    return { kind: "unreadable", type: null, reason: "It is no message with a type" };
  }
  const { type } = typed.data;
  const { data: named } = Named.safeParse(value);
  const about = named === undefined ? { type } : { type, orderId: named.data.orderId };
  if (!KNOWN.has(type)) {
    return { kind: "ignored", ...about, reason: "This kind of message is not known here" };
  }
  const read = StandardBody.safeParse(value);
  if (!read.success) {
    return { kind: "unreadable", ...about, reason: problemOf(read.error) };
  }
  return toReport(read.data, eventId);
}

function problemOf({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return "is not valid";
  const isUnknown = issue.code === "unrecognized_keys";
  const path = isUnknown ? [...issue.path, issue.keys[0]] : issue.path;
  return `/${path.join("/")} ${isUnknown ? "is not a known field" : issue.message}`.slice(0, 300);
}

function toReport(message: StandardBody, sourceEventId: string): ProviderReport | PlacedReport {
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
      return {
        ...blank,
        member: memberOf(message.data.member),
        placed: { order: message.data.order, reportedAt: occurredAt },
      };
    case "order.cancelled":
      return { ...blank, cancels: { note: message.data.reason ?? null, sourceEventId } };
    case "stage.reported":
      return { ...blank, facts: [factOf(message.data, occurredAt, sourceEventId)] };
  }
}

function factOf(
  reported: Extract<StandardBody, { type: "stage.reported" }>["data"],
  occurredAt: number,
  sourceEventId: string,
): ProviderFact {
  const { stage, status, waitingOn, reopens, nextActionAt, note, details } = reported;
  const { payment, check, parcel } = reported;
  return {
    stage,
    status,
    waitingOn: waitingOn ?? null,
    reopens: reopens ?? false,
    occurredAt,
    nextActionAt: nextActionAt === undefined ? null : Date.parse(nextActionAt),
    note: note ?? null,
    sourceEventId,
    details: details ?? {},
    ...(payment === undefined ? {} : { payments: [readPayment(payment, occurredAt)] }),
    ...(check === undefined ? {} : { checks: [readCheck(check, occurredAt)] }),
    ...(parcel === undefined ? {} : { parcels: [readParcel(parcel, occurredAt)] }),
  };
}

function memberOf(
  member: Extract<StandardBody, { type: "order.placed" }>["data"]["member"],
): ProviderMember | null {
  if (member === undefined) return null;
  return {
    ...readReportedAddress(member.email),
    memberId: member.memberId,
    name: member.name ?? null,
    locale: member.locale ?? null,
    timeZone: member.timeZone ?? null,
  };
}
