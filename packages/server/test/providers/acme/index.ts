import { createHmac, timingSafeEqual } from "node:crypto";
import type { Provider, ProviderTruth } from "@followthrough/core/domain";
import { z } from "zod";
import { readSetting } from "../../../src/platform/settings.ts";
import { idOfBody } from "../../../src/providers/connectors/body-hash.ts";
import type {
  Connector,
  Messages,
  Translate,
  WebhookMessage,
} from "../../../src/providers/connectors/connector.ts";
import { onlyHeader } from "../../../src/providers/connectors/connector.ts";
import {
  asksMember,
  completes,
  type MappingRow,
} from "../../../src/providers/connectors/mapping-row.ts";
import { readJson } from "../../../src/providers/connectors/read-json.ts";
import { signingSecrets } from "../../../src/providers/connectors/signing-secrets.ts";

/** As the generated list of names would contain it. */
export const ACME = "acme" as Provider;

const TABLE: readonly MappingRow[] = [
  { message: "charge.paid", when: null, means: completes("payment") },
  { message: "charge.open", when: null, means: asksMember("payment", "waiting") },
  { message: "charge.seen", when: null, means: { ignored: "It was looked at" } },
];

const Event = z.object({ id: z.string(), type: z.string(), order: z.string(), charge: z.string() });
const Batch = z.object({ events: z.tuple([z.unknown()], z.unknown()) });

const API_KEY = { name: "ACME_API_KEY", schema: z.string().min(8).optional(), example: "" };

const translate: Translate = ({ body, eventId, receivedAt }) => {
  const event = Event.safeParse(readJson(body)).data;
  if (event === undefined) return { kind: "unreadable", type: null, reason: "It is no event" };
  const { type, order, charge } = event;
  const row = TABLE.find(({ message }) => message === type);
  const means = row?.means ?? { ignored: "Nothing is known of it" };
  if ("ignored" in means) return { kind: "ignored", type, reason: means.ignored };
  const fact = { ...means, occurredAt: receivedAt, nextActionAt: receivedAt, note: type };
  return {
    kind: "report",
    type,
    orderId: order,
    references: [{ id: charge, asks: "payment" }],
    order: null,
    member: null,
    facts: [{ ...fact, sourceEventId: eventId, details: {} }],
    cancels: null,
  };
};

const PAID: ProviderTruth = {
  ...completes("payment"),
  occurredAt: Date.parse("2026-02-01T00:00:00Z"),
  nextActionAt: null,
  note: "Paid, as the provider answers",
  details: {},
};

/** A provider whose webhooks hold several messages. When asked, it says that every charge is paid. */
export const acme: Connector = {
  name: ACME,
  title: "Acme Payments",
  sender: "Acme",
  about: "The order is `order` of each event.",
  secrets: signingSecrets("ACME_WEBHOOK_SECRETS"),
  signedBy: ["Acme-Signature"],
  verify: async (secrets) => ({
    verify(webhook) {
      const given = Buffer.from(onlyHeader(webhook, "acme-signature") ?? "", "hex");
      const isSigned = secrets.some((secret) => {
        const due = createHmac("sha256", secret).update(webhook.body).digest();
        return given.length === due.length && timingSafeEqual(given, due);
      });
      return isSigned ? { account: "", eventId: idOfBody(webhook.body), signedAt: null } : null;
    },
  }),
  messages({ eventId }, body): Messages {
    const batch = Batch.safeParse(readJson(body)).data;
    if (batch === undefined) return [{ eventId, body }];
    const [first, ...others] = batch.events;
    return [messageOf(first), ...others.map(messageOf)];
  },
  translate: async () => translate,
  table: async () => TABLE,
  asks: {
    settings: [API_KEY],
    about: ["Acme is asked about charges."],
    references: { pattern: "^chg_[a-z0-9_]{1,60}$", error: "must be the id of a charge" },
    stageOf: (reference) => (reference.startsWith("chg_") ? "payment" : null),
    perSecond: 1_000,
    concurrency: 2,
    access(environment) {
      if (readSetting(API_KEY, environment) === undefined) return null;
      return async () => ({ fetchTruth: async () => PAID });
    },
  },
};

function messageOf(event: unknown): WebhookMessage {
  const body = Buffer.from(JSON.stringify(event));
  return { eventId: Event.safeParse(event).data?.id ?? idOfBody(body), body };
}
