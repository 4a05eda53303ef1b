import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** A proxy between a pool and its database that breaks connections on request. */
export interface BreakingProxy {
  readonly connectionString: string;
  /**
   * The next time this prepared statement runs, it is passed on and executed; then the connection breaks
   * instead of answering.
   */
  breakAfter(statement: string): void;
  /** From now on every connection breaks at once, as if the database were down. `false` ends that. */
  setDown(isDown: boolean): void;
  close(): Promise<void>;
}

/** @example const proxy = await openBreakingProxy(shop.connectionString); */
export async function openBreakingProxy(connectionString: string): Promise<BreakingProxy> {
  const target = new URL(connectionString);
  const sockets = new Set<Socket>();
  let awaited: string | null = null;
  let isDown = false;

  const server = createServer((client) => {
    if (isDown) {
      client.on("error", () => {});
      client.resetAndDestroy();
      return;
    }
    const database = connect(Number(target.port), target.hostname);
    let isBreaking = false;
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        database.destroy();
      });
    }
    client.on("data", (data) => {
      if (awaited !== null && data.includes(awaited)) {
        awaited = null;
        isBreaking = true;
      }
      database.write(data);
    });
    database.on("data", (data) => {
      // The answer comes after the commit, since the statement is a transaction of its own.
      if (isBreaking) client.destroy();
      else client.write(data);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxied = new URL(connectionString);
  proxied.hostname = "127.0.0.1";
  proxied.port = String((server.address() as AddressInfo).port);

  return {
    connectionString: proxied.href,
    breakAfter(statement) {
      awaited = statement;
    },
    setDown(state) {
      isDown = state;
      if (isDown) for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
