import type { LoyaltyStep } from "@followthrough/core/contract";
import { Plain } from "./plain.tsx";
import { Ago } from "./time.tsx";

/** What a member still has to do for points, and what they did. */
export function LoyaltySteps({ steps }: { readonly steps: readonly LoyaltyStep[] }) {
  return (
    <ul className="grid gap-1.5">
      {steps.map((step) => (
        <li key={step.externalId} className="flex flex-wrap justify-between gap-x-4">
          <Plain text={step.title} className="min-w-0 break-words" />
          <span className="text-quiet">
            {step.status}
            {step.expiresAt !== null && step.status === "pending" && (
              <>
                , ends <Ago at={step.expiresAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
