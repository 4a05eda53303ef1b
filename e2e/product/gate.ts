import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A door in front of the API that a test can shut, as a broken network would. */
export interface Gate {
  readonly url: string;
  /** Breaks every connection and takes no new one. */
  shut(): Promise<void>;
  /** Takes connections again, at the same address; nothing to do when it is open. */
  open(): Promise<void>;
}

/** Makes an open gate to an address on loopback. */
export async function makeGate(target: string): Promise<Gate> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;

  function pass(inner: Socket): void {
    const outer = connect(Number(targetPort), hostname);
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }

  async function open(): Promise<void> {
    if (server !== null) return;
    server = createServer(pass).listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address !== null && typeof address !== "string") port = address.port;
  }

  await open();
  return {
    url: `http://127.0.0.1:${port}`,
    open,
    async shut() {
      const closing = server;
      server = null;
      if (closing === null) return;
      const closed = once(closing, "close");
      closing.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
