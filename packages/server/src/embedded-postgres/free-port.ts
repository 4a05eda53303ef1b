import { once } from "node:events";
import { createServer } from "node:net";
import { isErrorCode } from "./file-state.ts";

/** A loopback port that nobody listens on: the wished one if it is free, else any. */
export async function findFreePort(wished: number): Promise<number> {
  const server = createServer();
  try {
    server.listen(wished, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("No port was bound.");
    return address.port;
  } catch (error) {
    if (wished === 0 || !isErrorCode(error, "EADDRINUSE", "EACCES")) throw error;
    return await findFreePort(0);
  } finally {
    server.close();
  }
}
