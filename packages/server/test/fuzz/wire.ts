import { request } from "node:http";

/** A request as it is sent: nothing corrects it on the way. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, percent-encoded as the sender likes. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** The answer. Of a stream, only the beginning. */
export interface WireAnswer {
  readonly status: number;
  /** Without parameters; empty when there is no body. */
  readonly mediaType: string;
  readonly text: string;
}

// A request without an answer has found an error too.
const PATIENCE_MS = 10_000;

/** Sends one request over a connection of its own. Streams are closed after their first event. */
export function send(
  port: number,
  { method, address, headers, body }: WireRequest,
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(body.byteLength) };
    const asked = request({
      host: "127.0.0.1",
      port,
      method,
      path: address,
      headers: { ...headers, ...length },
      agent: false,
      timeout: PATIENCE_MS,
    });
    asked.on("timeout", () => asked.destroy(new Error(`No answer within ${PATIENCE_MS} ms`)));
    asked.on("error", reject);
    asked.on("response", (response) => {
      const mediaType = (response.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
      const chunks: Buffer[] = [];
      const finish = () =>
        resolve({
          status: response.statusCode ?? 0,
          mediaType,
          text: Buffer.concat(chunks).toString("utf8"),
        });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (mediaType !== "text/event-stream" || !chunk.includes("data:")) return;
        finish();
        asked.destroy();
      });
      response.on("end", finish);
    });
    asked.end(body);
  });
}
