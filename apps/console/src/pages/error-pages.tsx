import { Link } from "@tanstack/react-router";
import { Failed } from "../parts/states.tsx";

/** No page has this URL. */
export function NotFound() {
  return (
    <main className="grid gap-2 p-8">
      <h1 className="text-20 font-semibold">There is no page here</h1>
      <p>
        <Link to="/" className="text-accent underline">
          To the work list
        </Link>
      </p>
    </main>
  );
}

/** A page broke, or nothing could be asked. */
export function RouteFailed({
  error,
  reset,
}: {
  readonly error: unknown;
  readonly reset: () => void;
}) {
  return (
    <main className="p-4">
      <Failed isPage error={error} onRetry={reset} />
    </main>
  );
}
