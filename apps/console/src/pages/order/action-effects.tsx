import { Preview, type PreviewedAction } from "@followthrough/core/contract";
import type { Stage } from "@followthrough/core/domain";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/ask.ts";
import { Icon } from "../../parts/icons.tsx";
import type { ActionName } from "../../words/actions.ts";
import { previewSentences } from "../../words/preview.ts";

/** What the action would mean for the order's money and points, by the rules that would carry it out. */
export function ActionEffects(props: {
  readonly action: ActionName;
  readonly orderId: string;
  readonly version: number;
  /** The stage that is chosen, for actions on a stage. */
  readonly stage: Stage | null;
}) {
  const { orderId, version, action, stage } = props;
  const what = previewed(action, stage);
  const { data: item } = useQuery({
    queryKey: ["preview", orderId, version, action, stage],
    queryFn: async () => {
      const body = { what, orders: [{ orderId, version }] };
      const { items } = await ask(Preview, "/actions/preview", { method: "POST", body });
      return items[0] ?? null;
    },
    enabled: what !== null,
  });
  const sentences = item == null ? [] : previewSentences(item);
  return (
    <div role="status" className="empty:hidden">
      {sentences.length > 0 && (
        <ul className="grid gap-1 rounded-control bg-waiting-wash p-3 text-13">
          {sentences.map((sentence) => (
            <li key={sentence} className="flex items-start gap-2">
              <span className="text-waiting">
                <Icon name="warn" />
              </span>
              {sentence}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const NO_REASON_YET = "preview";

function previewed(action: ActionName, stage: Stage | null): PreviewedAction | null {
  if (action === "cancel" || action === "waive_points") return { action, reason: NO_REASON_YET };
  if ((action === "complete_stage" || action === "fail_stage") && stage !== null) {
    return { action, stage, reason: NO_REASON_YET };
  }
  return null;
}
