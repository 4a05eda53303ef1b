import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiFailure } from "./ask.ts";

let onSignedOut = () => {};

/** Sets what happens when an answer says that the session has ended. */
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

/** The cache of requests and their answers. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiFailure && error.code === "session_missing") onSignedOut();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is final; a request without an answer is retried.
      retry: (count, error) =>
        count < 2 && error instanceof ApiFailure && (error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: true,
    },
  },
});
