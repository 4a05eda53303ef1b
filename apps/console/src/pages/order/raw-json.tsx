import { useState } from "react";

/** A value as it came, one click away. */
export function RawJson(props: {
  readonly value: unknown;
  readonly label: string;
  readonly isSmall?: boolean;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div
      className={
        props.isSmall && !isOpen
          ? "inline"
          : "grid w-full gap-1 px-4 pb-3 in-[li]:px-0 in-[li]:pb-0"
      }
    >
      <button
        type="button"
        aria-expanded={isOpen}
        className="justify-self-start rounded-control text-12 text-quiet underline underline-offset-2 hover:text-ink"
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? "Hide JSON" : "JSON"}
        <span className="sr-only"> of {props.label}</span>
      </button>
      {isOpen && (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it
          tabIndex={0}
          className="max-h-80 overflow-auto rounded-control bg-sunken p-2 font-mono text-12 break-all whitespace-pre-wrap"
        >
          {JSON.stringify(props.value, null, 2)}
        </pre>
      )}
    </div>
  );
}
