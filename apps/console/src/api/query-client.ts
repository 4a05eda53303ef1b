import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiFailure } from "./ask.ts";

let onSignedOut = () => {};

/** Says what happens when an answer tells that nobody is signed in any more. */
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

/** What was asked and answered. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiFailure && error.code === "session_missing") onSignedOut();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one; what could not be reached is tried again.
      retry: (count, error) =>
        count < 2 && error instanceof ApiFailure && (error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: true,
    },
  },
});
