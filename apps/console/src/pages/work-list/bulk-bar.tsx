import type { SignedIn } from "@followthrough/core/contract";
import { lazy, Suspense, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { moneyTexts } from "../../parts/money.tsx";
import type { BulkName } from "./bulk-action.ts";
import type { ShownRow } from "./use-frozen-rows.ts";

const BulkDialog = lazy(() =>
  import("./bulk-dialog.tsx").then(({ BulkDialog }) => ({ default: BulkDialog })),
);

const OFFERED: readonly { readonly name: BulkName; readonly label: string }[] = [
  { name: "assign", label: "Assign to me" },
  { name: "prompt_now", label: "Prompt now" },
  { name: "pause", label: "Pause" },
  { name: "resolve", label: "Resolve" },
  { name: "add_note", label: "Note" },
  { name: "cancel", label: "Cancel" },
];

/** What can be done with the rows that are selected. */
export function BulkBar(props: {
  readonly rows: readonly ShownRow[];
  readonly operator: SignedIn;
  readonly onDone: () => void;
}) {
  const { rows } = props;
  const [name, setName] = useState<BulkName | null>(null);
  const orders = new Set(rows.map(({ orderId }) => orderId)).size;
  return (
    <section
      aria-label="Selected orders"
      className="sticky bottom-0 z-20 m-3 flex flex-wrap items-center gap-2 rounded-card border border-divider bg-surface px-3 py-2 shadow-float"
    >
      <p className="figure mr-auto text-13">
        <strong className="font-semibold">
          {orders} {orders === 1 ? "order" : "orders"}
        </strong>{" "}
        <span className="text-quiet">{moneyTexts(sumByCurrency(rows))}</span>
      </p>
      {OFFERED.map((offered) => (
        <Button key={offered.name} isSmall onClick={() => setName(offered.name)}>
          {offered.label}
        </Button>
      ))}
      <Button isSmall look="quiet" onClick={props.onDone}>
        Clear
      </Button>
      <Suspense fallback={null}>
        {name !== null && (
          <BulkDialog
            name={name}
            rows={rows}
            operator={props.operator}
            onClose={(isDone) => {
              setName(null);
              if (isDone) props.onDone();
            }}
          />
        )}
      </Suspense>
    </section>
  );
}

function sumByCurrency(rows: readonly ShownRow[]) {
  const sums = new Map<string, number>();
  const orders = new Map(rows.map((row) => [row.orderId, row.total]));
  for (const total of orders.values()) {
    if (total === null) continue;
    const { amount, currency } = total;
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return [...sums].map(([currency, amount]) => ({ amount, currency }));
}
