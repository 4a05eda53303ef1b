import type { ServerResponse } from "node:http";
import type { ShownState } from "../usecases/get-orchestration.ts";

/** One state as all watchers of its order get it: the bytes of one server-sent event, made once. */
export interface StreamUpdate {
  readonly tag: string;
  readonly version: number;
  readonly event: Buffer;
}

/** One open stream. */
export interface Watcher {
  /** The tag of the latest state that it was given. */
  readonly tag: string;
  /** Gives it a state. One that it has already, or an older one than it has, is not told again. */
  offer(update: StreamUpdate): void;
  /** Shows that the line still holds; ends a stream that has been behind for too many beats. */
  beat(): void;
}

/** How many bytes may wait for a reader that is slower than its order changes; more is left out. */
const MOST_WAITING_BYTES = 256 * 1024;

/** How many heartbeats a reader may stay behind; then it is closed, and comes back with `Last-Event-ID`. */
const MOST_BEATS_BEHIND = 2;

const STILL_HERE = Buffer.from(": still here\n\n");

/** The event that tells this state. */
export function toUpdate({ orchestration, tag }: ShownState): StreamUpdate {
  const data = JSON.stringify(orchestration);
  const event = Buffer.from(`id: ${tag}\nevent: orchestration\ndata: ${data}\n\n`);
  return { tag, version: orchestration.version, event };
}

/**
 * A watcher over an answer that is not begun yet: what it is offered before `open` waits.
 *
 * A reader that does not keep up costs bounded memory: while its bytes wait, only the latest state is kept for
 * it, by reference, and told when the line is free.
 *
 * @param lastTag the tag of the state that the reader has already, or nothing
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
      // Reads overlap: never tell a watcher an older state than it has seen.
      if (update.tag === tag || update.version < version) return;
      ({ tag, version } = update);
      latest = update.event;
      if (isOpen && answer.writableLength <= MOST_WAITING_BYTES) tellLatest();
    },
    beat() {
      if (latest !== null) beatsBehind += 1;
      if (beatsBehind > MOST_BEATS_BEHIND) answer.destroy();
      // What waits for the reader shows it as well.
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
