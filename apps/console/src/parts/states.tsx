import type { ReactNode } from "react";
import { ApiFailure } from "../api/ask.ts";
import { refusalTitle } from "../words/refusals.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icons.tsx";

/** Nothing is here; says what would be. */
export function Empty(props: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-1 px-4 py-10">
      <h2 className="text-16 font-semibold">{props.title}</h2>
      {props.children !== undefined && <p className="max-w-[60ch] text-quiet">{props.children}</p>}
    </div>
  );
}

/** Holds the place of rows that are on their way. */
export function LoadingRows({
  rows = 8,
  label = "Loading",
}: {
  readonly rows?: number;
  readonly label?: string;
}) {
  return (
    <div role="status" aria-label={label} className="grid gap-3 p-4">
      {Array.from({ length: rows }, (_, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else
          key={at}
          className="blank block h-4 opacity-70"
          style={{ width: `${88 - ((at * 17) % 40)}%` }}
        />
      ))}
    </div>
  );
}

/**
 * It could not be read; says why, and how to try again.
 *
 * @param props `isPage`: nothing else on the page names it
 */
export function Failed(props: {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly isPage?: boolean;
}) {
  const { title, sentence } = describe(props.error);
  const Heading = props.isPage === true ? "h1" : "h2";
  return (
    <div role="alert" className="grid justify-items-start gap-2 px-4 py-10">
      <Heading className="flex items-center gap-2 text-16 font-semibold">
        <span className="text-failed">
          <Icon name="warn" />
        </span>
        {title}
      </Heading>
      <p className="max-w-[60ch] text-quiet">{sentence}</p>
      {props.onRetry !== undefined && <Button onClick={props.onRetry}>Try again</Button>}
    </div>
  );
}

/** A failure in a line, beside what failed. */
export function failureText(error: unknown): string {
  const { title, sentence } = describe(error);
  return `${title}. ${sentence}`;
}

function describe(error: unknown): { readonly title: string; readonly sentence: string } {
  if (!(error instanceof ApiFailure)) {
    return { title: "Something went wrong here", sentence: "Reload the page." };
  }
  switch (error.code) {
    case "unreachable":
      return {
        title: "The API can’t be reached",
        sentence: "This page may be out of date. It retries automatically.",
      };
    case "role_insufficient":
      return {
        title: refusalTitle(error.code),
        sentence: "An admin can change it under Team.",
      };
    case "database_unavailable":
      return {
        title: "The database can’t be reached",
        sentence: "Nothing is lost. Try again soon.",
      };
    default:
      return { title: error.message, sentence: error.detail ?? "" };
  }
}
