import { type Answer, ask } from "./ask.ts";
import { backoff, LONGEST_MS, POLL_MS, STREAM_RETRY_MS } from "./backoff.ts";
import type { Browser, Stream } from "./browser.ts";
import { parseShopperOrchestration } from "./parse.ts";
import { isOver } from "./situation.ts";
import type { Message } from "./state.ts";

/** After so many streams in a row that did not last, only questions are asked until the page wakes again. */
const STREAM_TRIES = 5;

/** Which order, and where its shop answers for it; the stream is at `{endpoint}/stream`. */
export type Target = { readonly orderId: string; readonly endpoint: string };

type OpenStream = { readonly source: Stream; isOpen: boolean; checks: number };

/**
 * Keeps asking where an order stands and reports what it learns.
 *
 * The first question is asked at once; when it is answered, a stream is opened beside it. While the stream is open, one
 * question a minute checks that it still tells the truth. Without a stream, questions come every 15 seconds, and less
 * often while they fail. While nobody looks nothing is asked and no stream is held; the page asks again the moment
 * it is seen. A closed order is not asked about again.
 */
export class Connection {
  readonly #target: Target;
  readonly #browser: Browser;
  readonly #report: (message: Message) => void;
  readonly #end = new AbortController();
  readonly #stopListening: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stream: OpenStream | null = null;
  #isAsking = false;
  #askAgain = false;
  #isOver = false;
  #failures = 0;
  #drops = 0;
  #newest = 0;

  constructor(target: Target, browser: Browser, report: (message: Message) => void) {
    this.#target = target;
    this.#browser = browser;
    this.#report = report;
    this.#stopListening = browser.onChange(() => this.#notice());
    this.refresh();
  }

  /** Sends a request at once, outside the schedule. While a request is under way, another one follows it. */
  refresh(): void {
    if (this.#end.signal.aborted) return;
    if (this.#isAsking) {
      this.#askAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#isAsking = true;
    const { endpoint, orderId } = this.#target;
    void ask(endpoint, orderId, this.#browser.fetch, this.#end.signal).then((answer) => {
      this.#isAsking = false;
      if (!this.#end.signal.aborted) this.#take(answer);
    });
  }

  /** Ends everything: the stream, the timer, the listeners and the question under way. */
  close(): void {
    this.#end.abort();
    this.#stopListening();
    this.#rest();
  }

  #take(answer: Answer): void {
    if (answer.kind === "received") {
      this.#failures = 0;
      this.#compare(answer.orchestration.version);
      this.#isOver = isOver(answer.orchestration);
    } else if (answer.kind === "failed") {
      this.#failures += 1;
    }
    const goesOn = answer.kind === "received" && !this.#isOver;
    if (!goesOn) this.#rest();
    this.#report(answer);
    const asksAgain = this.#askAgain && goesOn;
    this.#askAgain = false;
    if (goesOn) this.#listen();
    if (asksAgain) this.refresh();
    else if (goesOn || answer.kind === "failed") this.#schedule();
  }

  /** An answer that knows more than an open stream told means that the stream is stuck on its way. */
  #compare(version: number): void {
    const isNews = version > this.#newest;
    this.#newest = Math.max(this.#newest, version);
    const stream = this.#stream;
    if (stream === null || !stream.isOpen) return;
    stream.checks += 1;
    // The first check follows the opening, and closes the gap between the last answer and the stream's first word.
    if (stream.checks === 1) return;
    if (isNews) this.#hangUp();
    else this.#drops = 0;
  }

  #listen(): void {
    if (this.#stream !== null || this.#drops >= STREAM_TRIES || this.#browser.isAsleep()) return;
    const source = this.#browser.openStream(`${this.#target.endpoint}/stream`);
    if (source === null) return;
    const stream: OpenStream = { source, isOpen: false, checks: 0 };
    this.#stream = stream;
    source.addEventListener("open", () => {
      if (this.#stream !== stream) return;
      stream.isOpen = true;
      this.#report({ kind: "opened" });
      this.refresh();
    });
    source.addEventListener("orchestration", (event) => {
      if (this.#stream === stream) this.#hear(event.data);
    });
    source.addEventListener("error", () => {
      if (this.#stream !== stream) return;
      // The browser would reconnect automatically, but at the same moment as all others; so it is closed and reopened.
      this.#hangUp();
      this.#drops += 1;
      this.#schedule(backoff(STREAM_RETRY_MS, this.#drops - 1, POLL_MS, this.#browser.random()));
    });
  }

  #hear(data: unknown): void {
    const orchestration = parseShopperOrchestration(String(data), this.#target.orderId);
    // Anything that is not the whole order is a hint that there is something new to ask for.
    if (orchestration === null) {
      this.refresh();
      return;
    }
    this.#newest = Math.max(this.#newest, orchestration.version);
    this.#isOver = isOver(orchestration);
    this.#report({ kind: "received", orchestration });
    if (this.#isOver) this.#rest();
  }

  /** The page was hidden or shown, or the network went or came back. */
  #notice(): void {
    if (this.#isOver) return;
    if (this.#browser.isAsleep()) {
      this.#rest();
      if (this.#browser.isOffline()) this.#report({ kind: "failed" });
      return;
    }
    this.#failures = 0;
    this.#drops = 0;
    this.refresh();
  }

  #schedule(waitMs?: number): void {
    clearTimeout(this.#timer);
    if (this.#browser.isAsleep()) return;
    const firstMs = this.#stream?.isOpen === true ? LONGEST_MS : POLL_MS;
    const usualMs = backoff(firstMs, this.#failures, LONGEST_MS, this.#browser.random());
    this.#timer = setTimeout(() => this.refresh(), waitMs ?? usualMs);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#hangUp();
  }

  #hangUp(): void {
    const stream = this.#stream;
    if (stream === null) return;
    this.#stream = null;
    stream.source.close();
    if (stream.isOpen) this.#report({ kind: "dropped" });
  }
}
