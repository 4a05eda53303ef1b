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
import { Section } from "../../parts/page.tsx";
import { failureText } from "../../parts/states.tsx";
import { useSettled } from "../../shell/use-settled.ts";
import { policyQuery } from "./queries.ts";
import { ReplayReport } from "./replay-report.tsx";

const AdoptDialog = lazy(() =>
  import("./adopt-dialog.tsx").then(({ AdoptDialog }) => ({ default: AdoptDialog })),
);
const DAY = 24 * 60 * 60_000;
const PERIODS = [
  { value: "7", label: "the last 7 days" },
  { value: "28", label: "the last 28 days" },
  { value: "90", label: "the last 90 days" },
];

/** A copy to change: checked while it is typed, replayed over what happened, adopted with a reason. */
export function PolicyEditor(props: {
  readonly inForce: PolicyVersion;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly canAdopt: boolean;
  readonly onClose: () => void;
}) {
  const { inForce, text, onText } = props;
  const queryClient = useQueryClient();
  const settled = useSettled(text, 300);
  const check = useQuery({
    queryKey: ["policy-check", settled],
    queryFn: ({ signal }) =>
      ask(PolicyCheck, "/policy/check", { method: "POST", body: { text: settled }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: settled !== "",
  });
  const [days, setDays] = useState("28");
  const [isAdopting, setAdopting] = useState(false);
  const replay = useMutation({
    mutationFn: () => {
      const to = Date.now();
      const body = {
        text,
        from: new Date(to - Number(days) * DAY).toISOString(),
        to: new Date(to).toISOString(),
      };
      return ask(PolicyReplay, "/policy/replay", { method: "POST", body });
    },
  });
  const isChecked = check.data !== undefined && settled === text;
  const faults = check.data?.faults ?? [];
  const isSound = isChecked && faults.length === 0;
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
            ) : faults.length > 0 ? (
              <ul className="grid gap-0.5 text-failed">
                {faults.map((fault) => (
                  <li key={fault} className="flex items-start gap-1.5 break-words">
                    <Icon name="failed" /> {fault}
                  </li>
                ))}
              </ul>
            ) : (
              <p className="flex items-center gap-1.5 text-done">
                <Icon name="done" /> Sound.
                {isSameVersion && (
                  <span className="text-waiting">
                    Give it a version of its own before you adopt it.
                  </span>
                )}
              </p>
            )}
          </div>
          <div className="flex flex-wrap items-end gap-2">
            <div className="w-44">
              <SelectField
                label="Replay it over"
                options={PERIODS}
                value={days}
                onChange={(event) => setDays(event.target.value)}
              />
            </div>
            <Button
              look="primary"
              disabled={!isSound || replay.isPending}
              onClick={() => replay.mutate()}
            >
              {replay.isPending ? "Replaying …" : "Replay"}
            </Button>
            {props.canAdopt && (
              <Button disabled={!isSound || isSameVersion} onClick={() => setAdopting(true)}>
                Adopt …
              </Button>
            )}
            <Button look="quiet" onClick={props.onClose}>
              Throw the copy away
            </Button>
          </div>
          {!props.canAdopt && <p className="text-12 text-quiet">Only an admin adopts a policy.</p>}
          <p role="alert" className="text-failed empty:hidden">
            {replay.error !== null && failureText(replay.error)}
          </p>
        </div>
      </Section>
      {replay.data !== undefined && <ReplayReport replay={replay.data} inForce={inForce.version} />}
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
