import type { Dissector, Unit } from "./tcp-proxy.ts";
import type { Sign } from "./wire-points.ts";

const END = "\r\n.\r\n";
/** Far more than the headers of our mails. */
const HEADER_LIMIT = 16 * 1024;

/** What both directions of a session know. */
interface Session {
  /** Commands whose replies have not come. */
  readonly commands: string[];
  isBody: boolean;
  messageId: string;
}

/** Cuts an SMTP session into commands, the message's body, its final dot, and the replies to each. */
export function dissectSmtp(): Dissector {
  const session: Session = { commands: ["greeting"], isBody: false, messageId: "" };
  return { fromClient: cutCommands(session), fromServer: cutReplies(session) };
}

function cutCommands(session: Session): (chunk: Buffer) => Unit[] {
  let line = "";
  let body = "";
  let withheldBefore = 0;

  function readCommands(text: string): Unit[] {
    line += text;
    const units: Unit[] = [];
    for (let cut = line.indexOf("\r\n"); cut >= 0; cut = line.indexOf("\r\n")) {
      const command = line.slice(0, cut + 2);
      line = line.slice(cut + 2);
      const name = command.slice(0, 4).trim().toLowerCase();
      session.commands.push(name);
      units.push({ bytes: Buffer.from(command, "latin1"), sign: signOf(session, "request", name) });
    }
    return units;
  }

  /** Lets through everything that can't be the end, and then the end as a unit of its own. */
  function readBody(text: string): Unit[] {
    const isFirst = body === "";
    body += text;
    const end = body.indexOf(END);
    const withheld = end < 0 ? withheldLength(body) : body.length - end;
    const passable = text.length + withheldBefore - withheld;
    const start = body.length - withheld - passable;
    const units: Unit[] = [];
    if (passable > 0) {
      const bytes = Buffer.from(body.slice(start, start + passable), "latin1");
      units.push(isFirst ? { bytes, sign: signOf(session, "request", "body") } : { bytes });
    }
    withheldBefore = withheld;
    if (end < 0) return units;
    session.messageId = /^message-id:\s*(<[^>]+>)/im.exec(body.slice(0, HEADER_LIMIT))?.[1] ?? "";
    session.commands.push("dot");
    session.isBody = false;
    const rest = body.slice(end + END.length);
    units.push({ bytes: Buffer.from(END, "latin1"), sign: signOf(session, "request", "dot") });
    body = "";
    withheldBefore = 0;
    return rest === "" ? units : [...units, ...readCommands(rest)];
  }

  return (chunk) => {
    const text = chunk.toString("latin1");
    return session.isBody ? readBody(text) : readCommands(text);
  };
}

function cutReplies(session: Session): (chunk: Buffer) => Unit[] {
  let reply = "";
  return (chunk) => {
    reply += chunk.toString("latin1");
    const units: Unit[] = [];
    for (;;) {
      // A reply may have several lines; the last has a space behind its code.
      const whole = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\n/.exec(reply)?.[0];
      if (whole === undefined) return units;
      reply = reply.slice(whole.length);
      const name = session.commands.shift() ?? "unexpected";
      const code = Number(/(\d{3})(?: [^\n]*)?\n$/.exec(whole)?.[1]);
      if (name === "data" && code === 354) session.isBody = true;
      const sign = signOf(session, "answer", name, code >= 400);
      units.push({ bytes: Buffer.from(whole, "latin1"), sign });
    }
  };
}

function signOf(session: Session, kind: Sign["kind"], name: string, failed = false): Sign {
  return {
    kind,
    protocol: "smtp",
    name,
    application: "",
    values: name === "dot" ? [session.messageId] : [],
    failed,
    rows: () => [],
  };
}

/** How much of the end of a text could be the beginning of the message's end. */
function withheldLength(text: string): number {
  for (let length = END.length - 1; length > 0; length -= 1) {
    if (text.endsWith(END.slice(0, length))) return length;
  }
  return 0;
}
