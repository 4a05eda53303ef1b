import { once } from "node:events";
import { createServer } from "node:net";

/** Stands where an API would, and remembers whether anybody came. */
export interface Recorder {
  readonly url: string;
  /** How many connections there were, whatever they wanted. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Listens on TCP, so that nothing that reaches the port goes unseen. */
export async function startRecorder(): Promise<Recorder> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP port was asked for");
  return {
    url: `http://127.0.0.1:${address.port}`,
    connections: () => connections,
    async close() {
      server.close();
      await once(server, "close");
    },
  };
}
