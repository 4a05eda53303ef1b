import type { SavedView, SignedIn } from "@followthrough/core/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { tell } from "../../api/ask.ts";
import { viewsQuery } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { plainText } from "../../parts/plain.tsx";
import { readWorkListSearch, viewText, type WorkListSearch } from "./work-list-search.ts";

const NameView = lazy(() =>
  import("./name-view.tsx").then(({ NameView }) => ({ default: NameView })),
);

/** The built-in views, then the operator's own; the current filters can be saved as a view. */
export function ViewTabs({
  search,
  operator,
}: {
  readonly search: WorkListSearch;
  readonly operator: SignedIn;
}) {
  const { data: saved = [] } = useQuery(viewsQuery);
  const [isNaming, setNaming] = useState(false);
  const now = viewText(search);
  const views = [
    { viewId: "all", name: "All", search: "" },
    { viewId: "mine", name: "Mine", search: viewText({ assignee: operator.name }) },
    { viewId: "nobody", name: "Unassigned", search: viewText({ assignee: "-" }) },
    { viewId: "overdue", name: "Overdue", search: viewText({ kind: "overdue" }) },
    ...saved,
  ];
  const kept = saved.find((view) => view.search === now);
  const isKnown = views.some((view) => view.search === now);
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-1 px-4 pb-2 sm:px-6">
      <nav aria-label="Views" className="flex flex-wrap gap-1">
        {views.map((view) => (
          <Link
            key={view.viewId}
            to="/"
            search={readWorkListSearch(Object.fromEntries(new URLSearchParams(view.search)))}
            aria-current={view.search === now ? "page" : undefined}
            className="flex min-h-7 items-center rounded-control px-2 text-13 text-quiet hover:bg-sunken aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink"
          >
            <bdi>{plainText(view.name)}</bdi>
          </Link>
        ))}
      </nav>
      {!isKnown && (
        <Button look="quiet" isSmall onClick={() => setNaming(true)}>
          Save as a view
        </Button>
      )}
      {kept !== undefined && <Forget view={kept} />}
      <Suspense fallback={null}>
        {isNaming && <NameView text={now} onClose={() => setNaming(false)} />}
      </Suspense>
    </div>
  );
}

function Forget({ view }: { readonly view: SavedView }) {
  const queryClient = useQueryClient();
  const forget = useMutation({
    mutationFn: () => tell(`/views/${view.viewId}`, { method: "DELETE" }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  });
  return (
    <Button look="quiet" isSmall onClick={() => forget.mutate()} disabled={forget.isPending}>
      Forget this view
    </Button>
  );
}
