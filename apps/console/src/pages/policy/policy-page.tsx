import type { PolicyVersion } from "@followthrough/core/contract";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Chip } from "../../parts/chip.tsx";
import { PageHead, Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Failed, LoadingRows } from "../../parts/states.tsx";
import { Exact } from "../../parts/time.tsx";
import { PolicyEditor } from "./policy-editor.tsx";
import { policyQuery } from "./queries.ts";

const SOURCES = { default: "the default", file: "from a file", console: "adopted here" } as const;

/** The policy in force; a copy to change, to simulate over recorded history, and to adopt. */
export function PolicyPage() {
  const query = useQuery(policyQuery);
  const { data: operator } = useSuspenseQuery(sessionQuery);
  const [draft, setDraft] = useState<string | null>(null);
  const { data } = query;
  return (
    <div className="@container pb-8">
      <PageHead
        title="Policy"
        about={
          data && (
            <>
              <code className="font-mono">{data.inForce.version}</code> is in force,{" "}
              {SOURCES[data.inForce.source]}
            </>
          )
        }
      >
        {data !== undefined && draft === null && (
          <Button look="primary" onClick={() => setDraft(data.inForce.text)}>
            Edit a copy
          </Button>
        )}
      </PageHead>
      {data === undefined ? (
        query.isError ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <LoadingRows rows={12} />
        )
      ) : (
        <div className="grid gap-4 px-4 sm:px-6">
          {draft === null ? (
            <Section
              title="In force"
              aside={data.inForce.adoptedAt !== null && <Adopted version={data.inForce} />}
            >
              <Text text={data.inForce.text} label="The policy in force" />
            </Section>
          ) : (
            <PolicyEditor
              inForce={data.inForce}
              text={draft}
              onText={setDraft}
              canAdopt={operator.role === "admin"}
              onClose={() => setDraft(null)}
            />
          )}
          <Versions versions={data.versions} onEdit={setDraft} />
        </div>
      )}
    </div>
  );
}

function Adopted({ version }: { readonly version: PolicyVersion }) {
  return (
    <>
      {version.adoptedAt !== null && <Exact at={version.adoptedAt} />} by{" "}
      <Plain text={version.adoptedBy ?? ""} />
    </>
  );
}

function Text({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <section aria-label={label}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it
        tabIndex={0}
        className="max-h-[60dvh] overflow-auto border-t border-divider bg-sunken px-4 py-3 font-mono text-12 whitespace-pre-wrap"
      >
        {text}
      </pre>
    </section>
  );
}

function Versions(props: {
  readonly versions: readonly PolicyVersion[];
  readonly onEdit: (text: string) => void;
}) {
  return (
    <Section title="Versions">
      {props.versions.length === 0 ? (
        <p className="px-4 pb-3 text-13 text-quiet">
          None has been adopted here yet. Adopted versions stay readable, with their reasons.
        </p>
      ) : (
        <ul className="divide-y divide-divider">
          {props.versions.map((version, at) => (
            <li key={version.version}>
              <details>
                <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-13">
                  <code className="font-mono text-12">{version.version}</code>
                  {at === 0 && <Chip tone="done">In force</Chip>}
                  <span className="text-quiet">
                    <Adopted version={version} />
                  </span>
                  <span className="min-w-0 break-words">
                    <Plain text={version.reason ?? ""} />
                  </span>
                </summary>
                <Text text={version.text} label={`Policy ${version.version}`} />
                <div className="px-4 py-2">
                  <Button isSmall onClick={() => props.onEdit(version.text)}>
                    Edit a copy of it
                  </Button>
                </div>
              </details>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
