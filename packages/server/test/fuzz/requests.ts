import fc from "fast-check";
import { API_KEY } from "../support/api.ts";
import type { ApiDocument, JsonSchema, Operation, Parameter } from "./document.ts";
import {
  HOSTILE_BODIES,
  HOSTILE_HEADERS,
  HOSTILE_IDS,
  HOSTILE_JSON,
  HOSTILE_MEDIA,
  HOSTILE_QUERY,
  oneOf,
  UNKNOWN_KEYS,
} from "./hostile-values.ts";
import { asRecord, validBody, validParameter } from "./valid-values.ts";
import type { WireRequest } from "./wire.ts";

/** A request to one operation, and what is wrong with it. */
export interface HostileRequest extends WireRequest {
  readonly about: string;
  /** The field that was spoiled, as a JSON pointer. */
  readonly field?: string;
  /** The URL no longer belongs to this operation. */
  readonly leaves?: boolean;
  /** According to the document's own schemas, it must be refused. */
  readonly mustFail?: boolean;
}

/** Known orders and members, so that requests get past the first check. */
export const KNOWN_ORDERS = [
  "known-open",
  "known-completed",
  "known-cancelled",
  "__proto__",
] as const;
/** An open escalation of a known order. */
export const KNOWN_ESCALATION = "00000000-0000-4000-8000-000000000001";
/** A prompt whose state is `unknown`. */
export const KNOWN_PROMPT = "00000000-0000-4000-8000-000000000002";

/** A message in the inbox. */
export const KNOWN_MESSAGE = "00000000-0000-4000-8000-000000000003";

/** A known member with an open loyalty step. */
export const KNOWN_MEMBER = "ada";

/** Holds of that member: an active one, and one for each way in which a hold ends. */
export const KNOWN_HOLDS = ["hold-active", "hold-captured", "hold-released"] as const;

/** A request that the document allows, in parts. */
interface Parts {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The operator who is signed in for operations that require a session: the cookie that requests carry. */
export const SIGNED_IN = { cookie: "" };

/** Whether an operation is for operators, who have a session instead of a key. */
function asksForSession({ security = [] }: Operation): boolean {
  return security.some((way) => "operatorSession" in asRecord(way));
}

type Spoil = (parts: Parts) => fc.Arbitrary<HostileRequest>;

/** Requests to this operation with one thing wrong, anywhere that a caller can put something. */
export function hostileRequest(
  document: ApiDocument,
  operation: Operation,
): fc.Arbitrary<HostileRequest> {
  const spoils: Spoil[] = [
    spoilKey(operation),
    spoilMedia(operation),
    spoilWhole(operation),
    unknownQuery(operation),
  ];
  const schema = operation.requestBody?.content["application/json"]?.schema;
  if (schema !== undefined) {
    const field = spoilField(document, operation, schema);
    spoils.push(
      field,
      field,
      field,
      unknownField(document, operation, schema),
      lackingField(operation),
    );
  }
  for (const parameter of operation.parameters) spoils.push(spoilParameter(operation, parameter));
  return fc
    .tuple(validParts(document, operation), oneOf(spoils))
    .chain(([parts, spoil]) => spoil(parts));
}

/** Requests that the document allows. */
export function validRequest(
  document: ApiDocument,
  operation: Operation,
): fc.Arbitrary<HostileRequest> {
  return validParts(document, operation).map((parts) => toRequest(operation, parts, "nothing"));
}

function validParts(document: ApiDocument, operation: Operation): fc.Arbitrary<Parts> {
  const valuesOf = (place: Parameter["in"]) => {
    const asked = operation.parameters.filter((parameter) => parameter.in === place);
    const required = asked.filter((parameter) => parameter.required).map(({ name }) => name);
    const values = asked.map((parameter) => [
      parameter.name,
      parameterValue(document, operation, parameter),
    ]);
    return fc.record(Object.fromEntries(values), {
      requiredKeys: required,
      noNullPrototype: true,
    }) as fc.Arbitrary<Record<string, string>>;
  };
  return fc.record({
    path: valuesOf("path"),
    query: valuesOf("query"),
    headers: valuesOf("header").map((headers) =>
      asksForSession(operation)
        ? { cookie: SIGNED_IN.cookie, ...headers }
        : { "x-api-key": API_KEY, ...headers },
    ),
    body: validBody(document, operation),
  });
}

function parameterValue(
  document: ApiDocument,
  operation: Operation,
  parameter: Parameter,
): fc.Arbitrary<string> {
  // Generated ids are unknown, and most requests should reach what an operation really does.
  if (parameter.name === "orderId" && parameter.in === "path") return oneOf(KNOWN_ORDERS);
  if (parameter.name === "memberId") return fc.constant(KNOWN_MEMBER);
  if (parameter.name === "holdId") return oneOf(KNOWN_HOLDS);
  if (parameter.name === "escalationId") return fc.constant(KNOWN_ESCALATION);
  if (parameter.name === "inboxId") return fc.constant(KNOWN_MESSAGE);
  if (parameter.name === "notificationId") return fc.constant(KNOWN_PROMPT);
  // A shopper's token, an ETag or a cursor that was never issued is a problem of its own, tested elsewhere.
  if (parameter.in === "header" && parameter.name !== "Idempotency-Key") {
    return fc.constant(parameter.required ? '"1"' : "*");
  }
  if (parameter.name === "after")
    return fc.constant(operation.path.endsWith("/queue") ? FIRST_OVERDUE : FIRST_CURSOR);
  // A period that ends before it starts is refused, and a schema of one parameter can't express that.
  if (parameter.name === "from") return fc.constant("2026-01-01T00:00:00Z");
  if (parameter.name === "to") return fc.constant("2026-12-31T00:00:00Z");
  const value = validParameter(document, parameter);
  return parameter.in === "query" ? value.map(encodeURIComponent) : value;
}

const FIRST = { time: 4_102_444_799_999, id: "00000000-0000-4000-8000-000000000000" };
const FIRST_CURSOR = toCursor(FIRST);
/** The work list consists of two lists, and its cursor says which one it is in. */
const FIRST_OVERDUE = toCursor({ kind: "overdue", ...FIRST });

function toCursor(position: object): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

function toRequest(operation: Operation, parts: Parts, about: string): HostileRequest {
  const { path, query, headers, body } = parts;
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name] ?? "");
  const asked = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const media = text === undefined ? {} : { "content-type": "application/json" };
  return {
    about,
    method: operation.method,
    address: [filled, ...(asked.length === 0 ? [] : [asked.join("&")])].join("?"),
    headers: { ...media, ...headers },
    body: text === undefined ? undefined : Buffer.from(text),
  };
}

function spoilKey(operation: Operation): Spoil {
  return (parts) =>
    oneOf([undefined, ...HOSTILE_HEADERS]).map((key) => {
      const name = asksForSession(operation) ? "cookie" : "x-api-key";
      const { [name]: _, ...others } = parts.headers;
      const headers = key === undefined ? others : { ...others, [name]: key };
      const isOpen = operation.security?.length === 0;
      const about = `${name} ${key === undefined ? "missing" : JSON.stringify(key.slice(0, 60))}`;
      return { ...toRequest(operation, { ...parts, headers }, about), mustFail: !isOpen };
    });
}

function spoilMedia(operation: Operation): Spoil {
  return (parts) =>
    oneOf(HOSTILE_MEDIA).map((media) => {
      const sent = toRequest(operation, { ...parts, body: parts.body ?? {} }, "");
      const { "content-type": _, ...others } = sent.headers;
      const headers = media === undefined ? others : { ...others, "content-type": media };
      return { ...sent, about: `content type ${String(media).slice(0, 60)}`, headers };
    });
}

function spoilWhole(operation: Operation): Spoil {
  return (parts) =>
    oneOf(HOSTILE_BODIES).map(({ name, text, bytes }) => {
      const sent = toRequest(operation, { ...parts, body: {} }, `body: ${name}`);
      return { ...sent, body: bytes ?? Buffer.from(text) };
    });
}

const MARK = "@@the hostile value@@";

function withText(request: HostileRequest, text: string): HostileRequest {
  const body = Buffer.from(String(request.body).replace(JSON.stringify(MARK), () => text));
  return { ...request, body };
}

function spoilField(document: ApiDocument, operation: Operation, schema: JsonSchema): Spoil {
  return (parts) =>
    fc
      .tuple(oneOf([[], ...placesIn(parts.body)]), oneOf(HOSTILE_JSON))
      .map(([place, { name, text }]) => {
        const pointer = place.map((key) => `/${key}`).join("");
        const marked = { ...parts, body: replaceAt(parts.body, place, MARK) };
        const about = `${name} at ${pointer || "the whole body"}`;
        const sent = withText(toRequest(operation, marked, about), text);
        return { ...sent, field: pointer, mustFail: isRefused(document, schema, sent) };
      });
}

function unknownField(document: ApiDocument, operation: Operation, schema: JsonSchema): Spoil {
  return (parts) =>
    oneOf(UNKNOWN_KEYS).map(({ name, text }) => {
      const body = { ...asRecord(parts.body), [MARK]: 1 };
      const sent = withText(toRequest(operation, { ...parts, body }, `unknown key: ${name}`), text);
      return { ...sent, mustFail: isRefused(document, schema, sent) };
    });
}

function lackingField(operation: Operation): Spoil {
  return (parts) => {
    const entries = Object.entries(asRecord(parts.body));
    return fc.nat({ max: Math.max(0, entries.length - 1) }).map((gone) => {
      const body = Object.fromEntries(entries.filter((_, at) => at !== gone));
      return toRequest(operation, { ...parts, body }, `without ${entries[gone]?.[0]}`);
    });
  };
}

function isRefused(document: ApiDocument, schema: JsonSchema, { body }: WireRequest): boolean {
  return document.faultOf(schema, JSON.parse(String(body))) !== null;
}

function spoilParameter(operation: Operation, { in: place, name }: Parameter): Spoil {
  switch (place) {
    case "path":
      return (parts) =>
        oneOf(HOSTILE_IDS).map(({ text, leaves = false }) => ({
          ...toRequest(
            operation,
            { ...parts, path: { ...parts.path, [name]: text } },
            `${name} ${text.slice(0, 60)}`,
          ),
          field: `/${name}`,
          leaves,
          mustFail: true,
        }));
    case "query":
      return (parts) =>
        fc.tuple(oneOf(HOSTILE_QUERY), fc.boolean()).map(([text, twice]) => {
          const value = twice ? `${text}&${name}=${text}` : text;
          const about = `${name}=${value.slice(0, 60)}`;
          const sent = toRequest(
            operation,
            { ...parts, query: { ...parts.query, [name]: value } },
            about,
          );
          return { ...sent, field: `/${name}`, mustFail: twice };
        });
    case "header":
      return (parts) =>
        oneOf(HOSTILE_HEADERS).map((text) => {
          const headers = { ...parts.headers, [name]: text };
          const about = `${name}: ${text.slice(0, 60)}`;
          return {
            ...toRequest(operation, { ...parts, headers }, about),
            field: `/${name.toLowerCase()}`,
          };
        });
  }
}

function unknownQuery(operation: Operation): Spoil {
  const names = [
    "surprise",
    "__proto__",
    "constructor[prototype]",
    "a[]",
    "%00",
    "%ZZ",
    "",
    "x".repeat(3000),
  ];
  return (parts) =>
    oneOf(names).map((name) =>
      toRequest(
        operation,
        { ...parts, query: { ...parts.query, [name]: "1" } },
        `query ${name.slice(0, 60)}`,
      ),
    );
}

/** Every place inside a JSON value, as the keys that lead to it. */
function placesIn(value: unknown, above: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const place = [...above, key];
    return child === undefined ? [] : [place, ...placesIn(child, place)];
  });
}

function replaceAt(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined) return put;
  if (Array.isArray(value)) {
    return value.map((child, at) => (String(at) === key ? replaceAt(child, rest, put) : child));
  }
  const known = asRecord(value);
  return { ...known, [key]: replaceAt(known[key], rest, put) };
}
