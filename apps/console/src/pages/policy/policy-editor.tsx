import {
  PolicyCheck,
  PolicyPage,
  PolicyReplay,
  type PolicyVersion,
} from "@followthrough/core/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { ApiFailure, ask } from "../../api/ask.ts";
import { Button } from "../../parts/button.tsx";
import { SelectField, TextArea } from "../../parts/field.tsx";
import { Icon } from "../../parts/icons.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { failureText } from "../../parts/states.tsx";
import { useDebounced } from "../../shell/use-debounced.ts";
import { policyQuery } from "./queries.ts";
import { SimulationReport } from "./simulation-report.tsx";

const AdoptDialog = lazy(() =>
  import("./adopt-dialog.tsx").then(({ AdoptDialog }) => ({ default: AdoptDialog })),
);
const DAY = 24 * 60 * 60_000;
const PERIODS = [
  { value: "7", label: "the last 7 days" },
  { value: "28", label: "the last 28 days" },
  { value: "90", label: "the last 90 days" },
];

/** A copy to change: checked while it is typed, simulated over what happened, adopted with a reason. */
export function PolicyEditor(props: {
  readonly inForce: PolicyVersion;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly canAdopt: boolean;
  readonly onClose: () => void;
}) {
  const { inForce, text, onText } = props;
  const queryClient = useQueryClient();
  const debounced = useDebounced(text, 300);
  const check = useQuery({
    queryKey: ["policy-check", debounced],
    queryFn: ({ signal }) =>
      ask(PolicyCheck, "/policy/check", { method: "POST", body: { text: debounced }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: debounced !== "",
  });
  const [days, setDays] = useState("28");
  const [isAdopting, setAdopting] = useState(false);
  const simulation = useMutation({
    mutationFn: () => {
      const to = Date.now();
      const body = {
        text,
        from: new Date(to - Number(days) * DAY).toISOString(),
        to: new Date(to).toISOString(),
      };
      // On the wire a simulation is still a replay.
      return ask(PolicyReplay, "/policy/replay", { method: "POST", body });
    },
  });
  const isChecked = check.data !== undefined && debounced === text;
  const problems = check.data?.faults ?? [];
  const isValid = isChecked && problems.length === 0;
  const isSameVersion = check.data?.version === inForce.version;
  return (
    <>
      <Section title="A copy" aside={`of ${inForce.version}`}>
        <div className="grid gap-3 px-4 pb-4">
          <TextArea
            label="The policy, in YAML or JSON"
            className="min-h-[45dvh] font-mono text-12"
            spellCheck={false}
            value={text}
            onChange={(event) => onText(event.target.value)}
          />
          <div role="status" className="text-13">
            {!isChecked ? (
              <p className="text-quiet">Checking …</p>
            ) : problems.length > 0 ? (
              <ul className="grid gap-0.5 text-failed">
                {problems.map((problem) => (
                  <li key={problem} className="flex items-start gap-1.5 break-words">
                    <Icon name="failed" /> {problem}
                  </li>
                ))}
              </ul>
            ) : (
              <p className="flex items-center gap-1.5 text-done">
                <Icon name="done" /> Valid.
                {isSameVersion && (
                  <span className="text-waiting">Give it a new version before you adopt it.</span>
                )}
              </p>
            )}
            {isValid && (
              <ul className="grid gap-0.5 text-waiting">
                {check.data.warnings.map((warning) => (
                  <li key={warning} className="flex items-start gap-1.5 break-words">
                    <Icon name="waiting" /> {warning}
                  </li>
                ))}
              </ul>
            )}
          </div>
          <div className="flex flex-wrap items-end gap-2">
            <div className="w-44">
              <SelectField
                label="Simulate it over"
                options={PERIODS}
                value={days}
                onChange={(event) => setDays(event.target.value)}
              />
            </div>
            <Button
              look="primary"
              disabled={!isValid || simulation.isPending}
              onClick={() => simulation.mutate()}
            >
              {simulation.isPending ? "Simulating …" : "Simulate"}
            </Button>
            {props.canAdopt && (
              <Button disabled={!isValid || isSameVersion} onClick={() => setAdopting(true)}>
                Adopt …
              </Button>
            )}
            <Button look="quiet" onClick={props.onClose}>
              Discard the copy
            </Button>
          </div>
          {!props.canAdopt && <p className="text-12 text-quiet">Only an admin adopts a policy.</p>}
          <p role="alert" className="text-failed empty:hidden">
            {simulation.error !== null && failureText(simulation.error)}
          </p>
        </div>
      </Section>
      {simulation.data !== undefined && (
        <SimulationReport simulation={simulation.data} inForce={inForce.version} />
      )}
      <Suspense fallback={null}>
        {isAdopting && (
          <AdoptDialog
            version={check.data?.version ?? ""}
            onClose={() => setAdopting(false)}
            adopt={async (reason) => {
              const body = { text, reason, inForce: inForce.version };
              const page = await ask(PolicyPage, "/policy/adopt", { method: "POST", body }).catch(
                async (error: unknown) => {
                  if (error instanceof ApiFailure && error.code === "policy_moved") {
                    await queryClient.invalidateQueries({ queryKey: policyQuery.queryKey });
                  }
                  throw error;
                },
              );
              queryClient.setQueryData(policyQuery.queryKey, page);
              props.onClose();
            }}
          />
        )}
      </Suspense>
    </>
  );
}
