import type { ShopperOrchestration } from "@followthrough/core/contract";
import Link from "next/link";
import { stageHref } from "./stage-href";
import { STAGE_PAGES } from "./stage-pages";

/**
 * Links to the test pages of an order's stages. A real shop has none: there, providers report without
 * being asked, no matter who has the next move.
 */
export function TryingOut({ orchestration }: { readonly orchestration: ShopperOrchestration }) {
  const open = orchestration.stages.filter(
    ({ required, status }) => required && status !== "completed",
  );
  if (open.length === 0 || orchestration.status === "cancelled") return null;
  return (
    <details className="mt-6 text-14 text-quiet">
      <summary className="cursor-pointer py-2 underline-offset-4 hover:text-ink hover:underline">
        For trying out: play the part of a provider
      </summary>
      <ul className="mt-1 space-y-1 border-l border-divider pl-4">
        {open.map(({ stage }) => (
          <li key={stage}>
            <Link
              href={stageHref(stage, orchestration.orderId)}
              className="inline-block py-1 underline underline-offset-4 hover:text-ink"
            >
              {STAGE_PAGES[stage].title}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
