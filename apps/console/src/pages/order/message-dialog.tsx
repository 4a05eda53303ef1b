import type { PromptDetail } from "@followthrough/core/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Failed, LoadingRows } from "../../parts/states.tsx";
import { Exact } from "../../parts/time.tsx";
import { messageQuery } from "./queries.ts";

/** The mail as the member saw it, without its secret links, in a frame that may run and open nothing. */
export function MessageDialog({
  prompt,
  onClose,
}: {
  readonly prompt: PromptDetail;
  readonly onClose: () => void;
}) {
  const { data, isError, error } = useQuery(messageQuery(prompt.messageId));
  const [isText, setText] = useState(false);
  return (
    <Dialog isOpen isWide onClose={onClose} title="The mail, as it went out">
      {isError ? (
        <Failed error={error} />
      ) : data === undefined ? (
        <LoadingRows rows={5} />
      ) : (
        <div className="grid gap-3">
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-13">
            <dt className="text-quiet">Subject</dt>
            <dd>
              <Plain text={data.subject} />
            </dd>
            <dt className="text-quiet">To</dt>
            <dd>
              <Plain text={prompt.recipient} />
            </dd>
            <dt className="text-quiet">Kept</dt>
            <dd>
              <Exact at={data.keptAt} />
            </dd>
          </dl>
          <div className="flex gap-1.5">
            <Button
              isSmall
              aria-pressed={!isText}
              look={isText ? "quiet" : "plain"}
              onClick={() => setText(false)}
            >
              As HTML
            </Button>
            <Button
              isSmall
              aria-pressed={isText}
              look={isText ? "plain" : "quiet"}
              onClick={() => setText(true)}
            >
              As text
            </Button>
          </div>
          {isText ? (
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it
              tabIndex={0}
              className="max-h-[55dvh] overflow-auto rounded-control bg-sunken p-3 font-mono text-12 whitespace-pre-wrap"
            >
              {data.text}
            </pre>
          ) : (
            <iframe
              title="The mail as HTML"
              sandbox=""
              referrerPolicy="no-referrer"
              src={`/console/api/messages/${encodeURIComponent(prompt.messageId)}/html`}
              className="h-[55dvh] w-full rounded-control border border-divider bg-surface"
            />
          )}
        </div>
      )}
    </Dialog>
  );
}
