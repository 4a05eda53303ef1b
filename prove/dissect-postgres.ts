import type { Dissector, Unit } from "./tcp-proxy.ts";
import type { Sign } from "./wire-points.ts";

// Message types of the frontend protocol, version 3.
const QUERY = 0x51;
const PARSE = 0x50;
const BIND = 0x42;
const SYNC = 0x53;
const PASSWORD = 0x70;
const TERMINATE = 0x58;
// And of the backend.
const READY = 0x5a;
const ERROR = 0x45;
const ROW_DESCRIPTION = 0x54;
const DATA_ROW = 0x44;

/** The tokens of a group of messages fit; longer parameters are documents, and nobody looks for them. */
const LONGEST_VALUE = 2_048;

interface Message {
  readonly type: number;
  readonly bytes: Buffer;
}

/**
 * Cuts a Postgres connection into exchanges: all that a client sends up to `Sync` (or one simple query),
 * and all that comes back up to `ReadyForQuery`. Messages that arrive outside an exchange pass at once.
 */
export function dissectPostgres(): Dissector {
  const requests: Omit<Sign, "kind">[] = [];
  let application = "";
  let isStarted = false;
  let isOpen = false;
  let exchange: Message[] = [];
  let answer: Message[] = [];
  const client = createSplitter(() => isStarted);
  const server = createSplitter(() => true);

  function fromClient(chunk: Buffer): Unit[] {
    return client(chunk).flatMap((message) => {
      if (!isStarted) {
        isStarted = true;
        application = readApplication(message.bytes);
        return { bytes: message.bytes };
      }
      if (message.type === PASSWORD || message.type === TERMINATE) return { bytes: message.bytes };
      exchange.push(message);
      if (message.type !== SYNC && message.type !== QUERY) return [];
      const whole = exchange;
      exchange = [];
      const described = {
        protocol: "postgres",
        application,
        ...nameExchange(whole),
        rows: () => [],
      } as const;
      requests.push(described);
      return { bytes: join(whole), sign: { kind: "request", ...described } };
    });
  }

  function fromServer(chunk: Buffer): Unit[] {
    return server(chunk).flatMap((message) => {
      const isReady = message.type === READY;
      const known = isOpen ? requests[0] : undefined;
      if (known === undefined && !isReady) return { bytes: message.bytes };
      answer.push(message);
      if (!isReady) return [];
      const whole = answer;
      answer = [];
      isOpen = true;
      requests.shift();
      const failed = whole.some(({ type }) => type === ERROR);
      const described = known ?? { protocol: "postgres", name: "connect", application, values: [] };
      const rows = () => readRows(whole);
      return { bytes: join(whole), sign: { ...described, kind: "answer", failed, rows } };
    });
  }

  return { fromClient, fromServer };
}

function nameExchange(messages: readonly Message[]): Pick<Sign, "name" | "values" | "failed"> {
  for (const { type, bytes } of messages) {
    if (type === QUERY) {
      return { name: firstWords(bytes.toString("utf8", 5)), values: [], failed: false };
    }
    if (type !== BIND) continue;
    const { statement, values } = readBind(bytes);
    const name = statement === "" ? firstWords(textOfParse(messages)) : statement;
    return { name, values, failed: false };
  }
  return { name: "other", values: [], failed: false };
}

function firstWords(sql: string): string {
  return sql.replaceAll("\0", "").trim().toLowerCase().split(/\s+/).slice(0, 2).join(" ");
}

function textOfParse(messages: readonly Message[]): string {
  const parse = messages.find(({ type }) => type === PARSE)?.bytes;
  if (parse === undefined) return "";
  const [, afterName] = readText(parse, 5);
  return readText(parse, afterName)[0];
}

function readBind(bytes: Buffer): { statement: string; values: string[] } {
  const [, afterPortal] = readText(bytes, 5);
  const [statement, afterStatement] = readText(bytes, afterPortal);
  const afterFormats = afterStatement + 2 + 2 * bytes.readInt16BE(afterStatement);
  return { statement, values: readValues(bytes, afterFormats) };
}

/** A count, and so many values with their lengths. */
function readValues(bytes: Buffer, from: number): string[] {
  const values: string[] = [];
  let at = from + 2;
  for (let left = bytes.readInt16BE(from); left > 0; left -= 1) {
    const length = Math.max(bytes.readInt32BE(at), 0);
    at += 4;
    values.push(length > LONGEST_VALUE ? "" : bytes.toString("utf8", at, at + length));
    at += length;
  }
  return values;
}

function readRows(messages: readonly Message[]): Record<string, string>[] {
  const names: string[] = [];
  const rows: Record<string, string>[] = [];
  for (const { type, bytes } of messages) {
    if (type === ROW_DESCRIPTION) {
      for (let at = 7; at < bytes.length; ) {
        const [name, after] = readText(bytes, at);
        names.push(name);
        // Table, column, type, its size, its modifier, and the format.
        at = after + 18;
      }
    }
    if (type !== DATA_ROW) continue;
    const values = readValues(bytes, 5);
    rows.push(Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""])));
  }
  return rows;
}

function readText(bytes: Buffer, from: number): [text: string, after: number] {
  const end = bytes.indexOf(0, from);
  return [bytes.toString("utf8", from, end), end + 1];
}

function readApplication(startup: Buffer): string {
  const words = startup.toString("utf8", 8).split("\0");
  const at = words.indexOf("application_name");
  return at < 0 ? "" : (words[at + 1] ?? "");
}

/** Cuts a stream into whole messages; the first of a client has no type byte. */
function createSplitter(isTyped: () => boolean): (chunk: Buffer) => Message[] {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const messages: Message[] = [];
    // Only a start-up message comes untyped, and nothing can follow it before it is answered.
    const lengthAt = isTyped() ? 1 : 0;
    while (pending.length >= lengthAt + 4) {
      const length = lengthAt + pending.readInt32BE(lengthAt);
      if (pending.length < length) break;
      messages.push({
        type: lengthAt === 0 ? 0 : (pending[0] ?? 0),
        bytes: pending.subarray(0, length),
      });
      pending = pending.subarray(length);
    }
    return messages;
  };
}

function join(messages: readonly Message[]): Buffer {
  return Buffer.concat(messages.map(({ bytes }) => bytes));
}
