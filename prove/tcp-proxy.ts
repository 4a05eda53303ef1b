import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import type { Sign, Wire } from "./wire-points.ts";

/** A piece of a stream that is passed on at once; with a sign where it is a boundary. */
export interface Unit {
  readonly bytes: Buffer;
  readonly sign?: Sign;
}

/** Cuts one connection's two streams into units. Nothing is changed, only the cuts are chosen. */
export interface Dissector {
  fromClient(chunk: Buffer): Unit[];
  fromServer(chunk: Buffer): Unit[];
}

/** What stands between one process and one server. */
export interface FaultyProxy {
  readonly port: number;
  /** Back to passing everything on; what was stalled goes on, what was swallowed is gone. */
  pass(): void;
  /** Breaks every open connection, with a reset. */
  cut(): void;
  /** Keeps connections open and moves nothing in either direction. */
  stall(): void;
  /** Moves requests and throws the answers away. */
  swallowReplies(): void;
  /** Resets new connections; the open ones stay. */
  refuse(): void;
  /** How many connections there are now. */
  connections(): number;
  close(): Promise<void>;
}

type Mode = "pass" | "stall" | "swallow" | "refuse";

/** Where a proxy stands. */
export interface ProxyOptions {
  /** Whose traffic this is. */
  readonly owner: string;
  readonly targetPort: number;
  readonly wire: Wire;
  readonly dissect: () => Dissector;
}

/** Starts one on a port of its own on loopback. */
export async function startProxy(options: ProxyOptions): Promise<FaultyProxy> {
  const links = new Set<Link>();
  let mode: Mode = "pass";
  // Half-open, so that a process that dies after its last bytes does not take them back.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    client.on("error", () => {});
    if (mode === "refuse") return void client.resetAndDestroy();
    const link = openLink(client, options, () => mode);
    links.add(link);
    void link.closed.then(() => links.delete(link));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port was bound");

  const enter = (next: Mode) => {
    mode = next;
    for (const link of links) link.move();
  };
  return {
    port: address.port,
    pass: () => enter("pass"),
    stall: () => enter("stall"),
    swallowReplies: () => enter("swallow"),
    refuse: () => enter("refuse"),
    connections: () => links.size,
    cut() {
      for (const link of links) link.reset();
    },
    async close() {
      for (const link of links) link.reset();
      server.close();
      await once(server, "close");
    },
  };
}

interface Link {
  readonly closed: Promise<void>;
  /** Moves what waits, as far as the mode lets it. */
  move(): void;
  reset(): void;
}

function openLink(client: Socket, options: ProxyOptions, mode: () => Mode): Link {
  const { owner, wire, targetPort } = options;
  const upstream = createConnection({
    host: "127.0.0.1",
    port: targetPort,
    allowHalfOpen: true,
    noDelay: true,
  });
  const dissector = options.dissect();
  const pass = (to: Socket) => (unit: Unit) => {
    if (deliver(unit, to, owner, wire)) return true;
    client.destroy();
    upstream.destroy();
    return false;
  };
  const there = openDirection(client, upstream, {
    cut: (chunk) => dissector.fromClient(chunk),
    isStalled: () => mode() === "stall",
    pass: pass(upstream),
  });
  const back = openDirection(upstream, client, {
    cut: (chunk) => dissector.fromServer(chunk),
    isStalled: () => mode() === "stall",
    pass: (unit) => mode() === "swallow" || pass(client)(unit),
  });
  // A server that can't be reached, or is crashed, looks to the process as if it were there itself.
  upstream.on("close", (hadError) => hadError && client.resetAndDestroy());
  return {
    closed: Promise.all([there.closed, back.closed]).then(() => {}),
    move() {
      there.move();
      back.move();
    },
    reset() {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    },
  };
}

interface DirectionOptions {
  readonly cut: (chunk: Buffer) => Unit[];
  readonly isStalled: () => boolean;
  /** @returns whether the connection goes on */
  readonly pass: (unit: Unit) => boolean;
}

function openDirection(from: Socket, to: Socket, { cut, isStalled, pass }: DirectionOptions) {
  const waiting: Unit[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let isEnded = false;
  const move = () => {
    if (isStalled()) return;
    for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
      if (!pass(unit)) return;
    }
    if (isEnded) to.end();
  };
  const end = () => {
    isEnded = true;
    move();
  };
  from.on("data", (chunk: Buffer) => {
    waiting.push(...cut(chunk));
    move();
  });
  from.on("error", () => {});
  from.on("end", end);
  // A process that was killed with unread bytes resets its connection; its last words still count.
  from.on("close", end);
  from.on("close", () => resolve());
  return { closed, move };
}

/** @returns whether the connection goes on */
function deliver({ bytes, sign }: Unit, to: Socket, owner: string, wire: Wire): boolean {
  const write = () => to.writable && to.write(bytes);
  if (sign === undefined) {
    write();
    return true;
  }
  const isRequest = sign.kind === "request";
  if (wire.reach(owner, sign, isRequest ? "before" : "answered") === "drop") return false;
  write();
  wire.reach(owner, sign, isRequest ? "forwarded" : "passed");
  return true;
}
