import { createServer, type Server, type ServerResponse } from "node:http";
import type { Browser, Stream } from "../../src/browser.ts";
import type { Message } from "../../src/state.ts";

/** A storefront's route on a real port, which answers as the test says. */
export class Shop {
  asked = 0;
  answer: (response: ServerResponse) => void = (response) => response.writeHead(502).end();
  readonly #server: Server = createServer((_request, response) => {
    this.asked += 1;
    this.answer(response);
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}/order`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  says(body: unknown, status = 200): void {
    this.answer = (response) => {
      response.writeHead(status, { "content-type": "application/json", connection: "close" });
      response.end(JSON.stringify(body));
    };
  }
}

type Listener = (event: { readonly data?: unknown }) => void;

/** An event stream that says what the test says. */
export class FakeStream implements Stream {
  isClosed = false;
  readonly #listeners = new Map<string, Listener>();

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.isClosed = true;
  }

  emit(type: string, data?: unknown): void {
    this.#listeners.get(type)?.({ data });
  }
}

/** A page whose visibility and network the test decides; it really fetches. */
export class FakePage implements Browser {
  isHidden = false;
  hasNetwork = true;
  hasStreams = true;
  readonly streams: FakeStream[] = [];
  readonly listeners = new Set<() => void>();
  readonly fetch = globalThis.fetch;

  openStream(): FakeStream | null {
    if (!this.hasStreams) return null;
    const stream = new FakeStream();
    this.streams.push(stream);
    return stream;
  }

  isAsleep(): boolean {
    return this.isHidden || !this.hasNetwork;
  }

  isOffline(): boolean {
    return !this.hasNetwork;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells the connection, as a browser does, that the page's visibility or network changed. */
  change(to: { readonly isHidden?: boolean; readonly hasNetwork?: boolean }): void {
    Object.assign(this, to);
    for (const listener of this.listeners) listener();
  }

  random(): number {
    return 1;
  }

  now(): number {
    return 0;
  }
}

/** Collects what a connection reports, and lets a test wait for the next of a kind. */
export class Reports {
  readonly all: Message[] = [];
  #waiting: { readonly kind: Message["kind"]; readonly resolve: () => void }[] = [];

  readonly take = (message: Message): void => {
    this.all.push(message);
    const met = this.#waiting.filter(({ kind }) => kind === message.kind);
    this.#waiting = this.#waiting.filter(({ kind }) => kind !== message.kind);
    for (const { resolve } of met) resolve();
  };

  next(kind: Message["kind"]): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ kind, resolve }));
  }

  kinds(): Message["kind"][] {
    return this.all.map(({ kind }) => kind);
  }
}
