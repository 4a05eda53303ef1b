import type { ServerResponse } from "node:http";
import type { ShownState } from "../get-orchestration.ts";

/** One state as all watchers of its order get it: the bytes of one server-sent event, serialized once. */
export interface StreamUpdate {
  readonly tag: string;
  readonly version: number;
  readonly event: Buffer;
}

/** One open stream. */
export interface Watcher {
  /** The tag of the latest state that the watcher was offered. */
  readonly tag: string;
  /** Offers it a state. A state that it already has, or an older one, is not sent. */
  offer(update: StreamUpdate): void;
  /** Shows that the connection is alive. Ends a stream that has been behind for too many heartbeats. */
  beat(): void;
}

/** How many bytes may wait for a reader that is slower than its order changes. Beyond that, states are skipped. */
const MOST_WAITING_BYTES = 256 * 1024;

/** How many heartbeats a reader may stay behind. Then it is closed, and reconnects with `Last-Event-ID`. */
const MOST_BEATS_BEHIND = 2;

const STILL_HERE = Buffer.from(": still here\n\n");

/** The event that carries this state. */
export function toUpdate({ orchestration, tag }: ShownState): StreamUpdate {
  const data = JSON.stringify(orchestration);
  const event = Buffer.from(`id: ${tag}\nevent: orchestration\ndata: ${data}\n\n`);
  return { tag, version: orchestration.version, event };
}

/**
 * A watcher over an answer that has not begun yet: states that are offered before `open` wait.
 *
 * A reader that does not keep up costs bounded memory: while its bytes wait, only a reference to the latest state
 * is kept, and that state is sent when the connection is free.
 *
 * @param lastTag the tag of the state that the reader already has, or nothing
 */
export function createWatcher(answer: ServerResponse, lastTag: string): Watcher & { open(): void } {
  let tag = lastTag;
  let version = 0;
  let isOpen = false;
  let latest: Buffer | null = null;
  let beatsBehind = 0;

  function tellLatest(): void {
    beatsBehind = 0;
    if (latest !== null) answer.write(latest);
    latest = null;
  }

  return {
    get tag() {
      return tag;
    },
    offer(update) {
      // Reads overlap: never send a watcher an older state than it has seen.
      if (update.tag === tag || update.version < version) return;
      ({ tag, version } = update);
      latest = update.event;
      if (isOpen && answer.writableLength <= MOST_WAITING_BYTES) tellLatest();
    },
    beat() {
      if (latest !== null) beatsBehind += 1;
      if (beatsBehind > MOST_BEATS_BEHIND) answer.destroy();
      // If bytes still wait for the reader, they show it too.
      else if (isOpen && answer.writableLength === 0) answer.write(STILL_HERE);
    },
    open() {
      isOpen = true;
      answer.on("drain", tellLatest);
      answer.write("retry: 2000\n\n");
      tellLatest();
    },
  };
}
