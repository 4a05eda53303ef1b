import {
  type BulkAction,
  Preview,
  type PreviewItem,
  type SignedIn,
} from "@followthrough/core/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/ask.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { TextArea, TextField } from "../../parts/field.tsx";
import { Icon } from "../../parts/icons.tsx";
import { Plain } from "../../parts/plain.tsx";
import { failureText } from "../../parts/states.tsx";
import { ACTIONS } from "../../words/actions.ts";
import { previewSentences } from "../../words/preview.ts";
import { refusalSentence } from "../../words/refusals.ts";
import { STATUS_WORDS } from "../../words/stages.ts";
import { type BulkName, bulkAction, rowsToActOn } from "./bulk-action.ts";
import { type BulkRun, useBulkRun } from "./use-bulk-run.ts";
import type { ShownRow } from "./use-frozen-rows.ts";

/** Asks for the reason, previews the effect on each order, then shows the progress. */
export function BulkDialog(props: {
  readonly name: BulkName;
  readonly rows: readonly ShownRow[];
  readonly operator: SignedIn;
  readonly onClose: (isDone: boolean) => void;
}) {
  const { name, operator } = props;
  // As they were when the dialog was opened: later changes are shown, not applied silently.
  const [rows] = useState(() => rowsToActOn(name, props.rows));
  const run = useBulkRun();
  const preview = useMutation({
    mutationFn: async (what: BulkAction) => {
      const orders = [...new Map(rows.map((row) => [row.orderId, row])).values()];
      const body = { what, orders: orders.map(({ orderId, version }) => ({ orderId, version })) };
      const { items } = await ask(Preview, "/actions/preview", { method: "POST", body });
      return { what, items };
    },
  });
  const doable = new Set(
    preview.data?.items.filter(({ verdict }) => verdict === "does").map(({ orderId }) => orderId),
  );
  const meant = rows.filter(({ orderId }) => doable.has(orderId));
  return (
    <Dialog
      isOpen
      isWide
      onClose={() => {
        run.stop();
        props.onClose(run.state !== "idle");
      }}
      title={`${ACTIONS[name].label}: ${rows.length} selected`}
    >
      {run.state !== "idle" ? (
        <Progress run={run} onClose={() => props.onClose(true)} />
      ) : preview.data === undefined ? (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            const until = String(form.get("until") ?? "");
            const input = {
              reason: String(form.get("reason")),
              until: until === "" ? "" : new Date(until).toISOString(),
            };
            preview.mutate(bulkAction(name, input, operator));
          }}
        >
          <p className="text-quiet">{ACTIONS[name].does}</p>
          {name === "pause" && (
            <TextField label="Until" name="until" type="datetime-local" required />
          )}
          <TextArea label="Reason, for the timeline" name="reason" maxLength={1000} required />
          <p role="alert" className="text-failed empty:hidden">
            {preview.error !== null && failureText(preview.error)}
          </p>
          <Button look="primary" type="submit" disabled={preview.isPending}>
            {preview.isPending ? "Looking …" : "See what it would do"}
          </Button>
        </form>
      ) : (
        <div className="grid gap-4">
          <PreviewTable items={preview.data.items} />
          <div className="flex flex-wrap gap-2">
            <Button
              look={name === "cancel" ? "danger" : "primary"}
              disabled={meant.length === 0}
              onClick={() => void run.start(preview.data.what, meant)}
            >
              {ACTIONS[name].verb}: {meant.length}
            </Button>
            <Button onClick={() => preview.reset()}>Back</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function PreviewTable({ items }: { readonly items: readonly PreviewItem[] }) {
  return (
    <div className="max-h-[45dvh] overflow-y-auto rounded-control border border-divider">
      <table className="w-full text-left text-13">
        <caption className="sr-only">What it would do to each order</caption>
        <thead className="sticky top-0 bg-sunken text-12 text-quiet">
          <tr>
            <th scope="col" className="px-3 py-1.5 font-medium">
              Order
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              What it would do
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.orderId} className="border-t border-divider align-top">
              <td className="px-3 py-1.5">
                <Plain text={item.orderNumber ?? item.orderId} />
              </td>
              <td className="px-3 py-1.5">
                {item.verdict === "does" ? (
                  sentenceOf(item)
                ) : (
                  <span className="flex items-start gap-1.5 text-waiting">
                    <Icon name="warn" />
                    {item.verdict === "stale"
                      ? "Left out: it has moved since you saw it."
                      : `Left out: ${refusalSentence(item.code ?? "", item.detail)}`}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sentenceOf(item: PreviewItem) {
  const { status, withdraws, mailsTo, escalations } = item;
  const parts = [
    mailsTo !== null && "a prompt is mailed to",
    mailsTo === null && status !== null && `stands at: ${STATUS_WORDS[status].toLowerCase()}`,
    withdraws > 0 &&
      `${withdraws} waiting ${withdraws === 1 ? "prompt is" : "prompts are"} withdrawn`,
    escalations > 0 && `${escalations} ${escalations === 1 ? "escalation" : "escalations"}`,
  ].filter((part) => typeof part === "string");
  return (
    <>
      {parts.join(", ")} {mailsTo !== null && <Plain text={mailsTo} />}
      {previewSentences(item).map((sentence) => (
        <span key={sentence} className="block">
          {sentence}
        </span>
      ))}
    </>
  );
}

function Progress({ run, onClose }: { readonly run: BulkRun; readonly onClose: () => void }) {
  const refused = run.outcomes.filter(({ refusal }) => refusal !== null);
  const done = run.outcomes.length - refused.length;
  return (
    <div className="grid gap-4">
      <div className="grid gap-1.5">
        <progress
          className="h-1.5 w-full accent-accent"
          aria-label="Progress"
          value={run.outcomes.length}
          max={run.total}
        />
        <p role="status" className="figure">
          {done} of {run.total} done{refused.length > 0 && `, ${refused.length} refused`}
          {run.state === "running" && " …"}
        </p>
      </div>
      {refused.length > 0 && (
        <ul className="grid max-h-[40dvh] gap-1 overflow-y-auto text-13">
          {refused.map(({ row, refusal }) => (
            <li key={row.key}>
              <Plain text={row.orderNumber} className="font-medium" />: {refusal}
            </li>
          ))}
        </ul>
      )}
      <div className="flex gap-2">
        {run.state === "running" ? (
          <Button onClick={run.stop}>Stop after this one</Button>
        ) : (
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        )}
      </div>
    </div>
  );
}
