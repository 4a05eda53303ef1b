import { useState } from "react";
import { Icon } from "./icons.tsx";
import { plainText } from "./plain.tsx";

/** An id in mono; a press copies it. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="inline-flex max-w-full items-center gap-1 rounded-control font-mono text-12 text-quiet hover:text-ink"
      aria-label={isCopied ? `${label} copied` : `Copy ${label} ${plainText(text)}`}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => setCopied(true));
      }}
      onBlur={() => setCopied(false)}
    >
      <span className="truncate">{plainText(text)}</span>
      <Icon name={isCopied ? "done" : "copy"} />
    </button>
  );
}
