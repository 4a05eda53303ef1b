/** The part of `EventSource` that the connection uses. */
export type Stream = {
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
};

/** What a connection needs of the page around it; a test hands in its own. */
export type Browser = {
  readonly fetch: typeof fetch;
  /** `null` where the browser or a policy has no event streams. */
  openStream(url: string): Stream | null;
  /** Nobody sees the page, or there is no network to ask over. */
  isAsleep(): boolean;
  isOffline(): boolean;
  /** Calls back whenever one of the two above may have changed. Returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** A number from 0 up to 1. */
  random(): number;
  /** Milliseconds since 1970, for what is shown; waiting is done by timers. */
  now(): number;
};

/** The real one. Touches nothing until it is used, so that it can be named on a server. */
export const thisBrowser: Browser = {
  fetch: (...request) => fetch(...request),
  openStream(url) {
    try {
      return new EventSource(url);
    } catch {
      return null;
    }
  },
  isAsleep: () => document.visibilityState === "hidden" || !navigator.onLine,
  isOffline: () => !navigator.onLine,
  onChange(listener) {
    const end = new AbortController();
    document.addEventListener("visibilitychange", listener, { signal: end.signal });
    window.addEventListener("online", listener, { signal: end.signal });
    window.addEventListener("offline", listener, { signal: end.signal });
    return () => end.abort();
  },
  random: Math.random,
  now: Date.now,
};
