import type { InsightFigure } from "@followthrough/core/contract";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

const route = getRouteApi("/shell/insight");

/** A figure that leads to the orders behind it. */
export function FigureLink(props: {
  readonly figure: InsightFigure;
  readonly of?: string;
  readonly prompts?: number;
  readonly policy?: string;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const search = route.useSearch();
  const { figure: _, of: __, prompts: ___, ...filters } = search;
  const target = {
    ...filters,
    figure: props.figure,
    ...(props.of !== undefined && { of: props.of }),
    ...(props.prompts !== undefined && { prompts: String(props.prompts) }),
    ...(props.policy !== undefined && { policy: props.policy }),
  };
  return (
    <Link
      to="/insight"
      search={target}
      hash="orders"
      className="figure underline decoration-divider decoration-2 underline-offset-3 hover:decoration-accent"
    >
      {props.children}
      <span className="sr-only">, {props.label}: show the orders</span>
    </Link>
  );
}
