/** A request after which a message to the order's member, or to that address, must not go out any more. */
export interface Stop {
  readonly name: string;
  readonly request: (orderId: string) => {
    readonly method: "POST" | "PUT";
    readonly path: string;
    readonly body: unknown;
  };
}

const PAUSE_MS = 60 * 60_000;

/** All of them; the order's member is `m-<orderId>`, and `twin-<orderId>` is another member with the same mailbox. */
export const STOPS: readonly Stop[] = [
  {
    name: "pay",
    request: (orderId) => ({
      method: "POST",
      path: `/checkout/orchestrations/${orderId}/events`,
      body: { stage: "payment", status: "completed" },
    }),
  },
  {
    name: "cancel",
    request: (orderId) => ({
      method: "POST",
      path: `/checkout/orchestrations/${orderId}/cancel`,
      body: {},
    }),
  },
  {
    name: "opt out",
    request: (orderId) => ({
      method: "PUT",
      path: `/members/m-${orderId}/notification-preferences`,
      body: { orderUpdates: false },
    }),
  },
  {
    name: "opt out as another member with the mailbox",
    request: (orderId) => ({
      method: "PUT",
      path: `/members/twin-${orderId}/notification-preferences`,
      body: { orderUpdates: false },
    }),
  },
  {
    name: "change the address",
    request: (orderId) => ({
      method: "PUT",
      path: `/members/m-${orderId}`,
      body: { email: `${orderId}@moved.test`, name: "Robin Prove" },
    }),
  },
  {
    name: "pause",
    request: (orderId) => ({
      method: "POST",
      path: `/checkout/orchestrations/${orderId}/pause`,
      body: {
        until: new Date(Date.now() + PAUSE_MS).toISOString(),
        reason: "A race",
        operator: "prove",
      },
    }),
  },
];
