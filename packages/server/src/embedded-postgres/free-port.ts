import { once } from "node:events";
import { createServer } from "node:net";
import { isErrorCode } from "./file-state.ts";

/** A free loopback port: the preferred one if it is free, otherwise any. */
export async function findFreePort(preferred: number): Promise<number> {
  const server = createServer();
  try {
    server.listen(preferred, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("No port was bound");
    return address.port;
  } catch (error) {
    if (preferred === 0 || !isErrorCode(error, "EADDRINUSE", "EACCES")) throw error;
    return await findFreePort(0);
  } finally {
    server.close();
  }
}
