/** A write of the API that is committed while its answer is lost. */
export interface LostWrite {
  readonly name: string;
  /** Whether a repeat is recognized; without key and source it is not, and only its client may decide. */
  readonly mayRepeat: boolean;
  readonly request: (orderId: string) => {
    readonly path: string;
    readonly body: unknown;
    readonly key: string | undefined;
  };
}

const UNTIL = new Date(Date.now() + 60 * 60_000).toISOString();
const EVENT = { stage: "payment", status: "in_progress" } as const;

/** All kinds; each changes its order's timeline by one entry. */
export const LOST_WRITES: readonly LostWrite[] = [
  {
    name: "event-with-key",
    mayRepeat: true,
    request: (orderId) => ({ path: eventsOf(orderId), body: EVENT, key: `${orderId}/lost` }),
  },
  {
    name: "fact-of-a-source",
    mayRepeat: true,
    request: (orderId) => ({
      path: eventsOf(orderId),
      body: { ...EVENT, source: "psp", sourceEventId: `${orderId}/fact` },
      key: undefined,
    }),
  },
  {
    name: "command-without-key",
    mayRepeat: false,
    request: (orderId) => ({ path: eventsOf(orderId), body: EVENT, key: undefined }),
  },
  {
    name: "cancel",
    mayRepeat: true,
    request: (orderId) => ({
      path: `/checkout/orchestrations/${orderId}/cancel`,
      body: {},
      key: `${orderId}/cancel`,
    }),
  },
  {
    name: "pause",
    mayRepeat: true,
    request: (orderId) => ({
      path: `/checkout/orchestrations/${orderId}/pause`,
      body: { until: UNTIL, reason: "Lost and found" },
      key: `${orderId}/pause`,
    }),
  },
];

function eventsOf(orderId: string): string {
  return `/checkout/orchestrations/${orderId}/events`;
}
