import { Orchestration } from "@followthrough/core/contract";
import { API_KEY } from "./api.ts";

/** One event as a browser's `EventSource` would deliver it. */
interface StreamEvent {
  readonly id: string;
  readonly orchestration: Orchestration;
}

/** An open event stream. */
export interface EventStream {
  /** The next event. Rejects when the stream ends, or when nothing arrives for `patienceMs`. */
  next(patienceMs?: number): Promise<StreamEvent>;
  /** Disconnects, like a closed tab. */
  close(): void;
}

/** Opens an order's stream over a real socket. @param origin of an API that listens */
export async function openEventStream(
  origin: string,
  orderId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const abort = new AbortController();
  const answer = await fetch(`${origin}/api/v1/checkout/orchestrations/${orderId}/stream`, {
    headers: { "x-api-key": API_KEY, ...headers },
    signal: abort.signal,
  });
  if (answer.body === null || !answer.ok) throw new Error(`No stream: ${answer.status}`);
  const events = readEvents(answer.body);
  return {
    async next(patienceMs = 1_000) {
      const waited = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => waited.reject(new Error(`Nothing came within ${patienceMs} ms`)),
        patienceMs,
      );
      try {
        const { value, done } = await Promise.race([events.next(), waited.promise]);
        if (done === true) throw new Error("The stream has ended");
        return value;
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => abort.abort(),
  };
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, void> {
  let pending = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    pending += chunk;
    const blocks = pending.split("\n\n");
    pending = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => splitField(line)));
      if (fields.get("event") !== "orchestration") continue;
      const orchestration = Orchestration.parse(JSON.parse(fields.get("data") ?? ""));
      yield { id: fields.get("id") ?? "", orchestration };
    }
  }
}

function splitField(line: string): [string, string] {
  const cut = line.indexOf(": ");
  return [line.slice(0, cut), line.slice(cut + 2)];
}
