import { type InsightFigure, InsightOrders } from "@followthrough/core/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask, toQuery } from "../../api/ask.ts";
import { Button, buttonClass } from "../../parts/button.tsx";
import { moneyText } from "../../parts/money.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Scroller } from "../../parts/scroller.tsx";
import { Failed, LoadingRows } from "../../parts/states.tsx";
import { Exact } from "../../parts/time.tsx";
import { STAGE_NAMES, STATUS_WORDS } from "../../words/stages.ts";
import { figureOf, type InsightAsked, stageOf } from "./insight-search.ts";

const WORDS: Readonly<Record<InsightFigure, string>> = {
  placed: "placed",
  completed: "completed",
  cancelled: "cancelled",
  reached: "that reached",
  passed: "that left",
  stuck: "still at",
  prompted: "prompted",
  clicked: "whose shopper clicked the link",
  moved_on: "that moved on after a prompt",
  treated: "chosen for a prompt, by policies with a control group",
  held_out: "in the control group",
  opted_out: "whose member opted out after a prompt",
  prompts: "by prompts",
};

/** The orders behind the chosen figure, and the same as a file. */
export function FigureOrders({ asked }: { readonly asked: InsightAsked }) {
  const filter = figureOf(asked);
  const query = useInfiniteQuery({
    queryKey: ["insight-orders", filter],
    queryFn: ({ pageParam, signal }) =>
      ask(InsightOrders, `/insight/orders${toQuery({ ...filter, after: pageParam })}`, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  if (asked.figure === undefined) return null;
  const stage = STAGE_NAMES[stageOf(asked.of) ?? "completed"];
  const title = `Orders ${WORDS[asked.figure]}${asked.of === undefined ? "" : ` ${stage}`}${asked.prompts === undefined ? "" : `: ${asked.prompts}`}`;
  const orders = query.data?.pages.flatMap(({ items }) => items);
  return (
    <div id="orders" className="scroll-mt-4">
      <Section
        title={title}
        aside={
          <a
            className={buttonClass("plain", true)}
            href={`/console/api/insight/orders.csv${toQuery(filter)}`}
            download
          >
            Export CSV
          </a>
        }
      >
        {orders === undefined ? (
          query.isError ? (
            <Failed error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <LoadingRows rows={4} />
          )
        ) : orders.length === 0 ? (
          <p className="px-4 pb-3 text-13 text-quiet">None.</p>
        ) : (
          <Scroller label={title}>
            <table className="w-full text-13">
              <caption className="sr-only">{title}</caption>
              <tbody>
                {orders.map((order) => (
                  <tr key={order.orderId} className="h-9 border-t border-divider">
                    <td className="pl-4">
                      <Link
                        to="/orders/$orderId"
                        params={{ orderId: order.orderId }}
                        className="text-accent underline underline-offset-2"
                      >
                        <Plain text={order.orderNumber} />
                      </Link>
                    </td>
                    <td className="hidden px-2 @2xl:table-cell">
                      <Plain text={order.memberName ?? order.email ?? "Guest"} />
                    </td>
                    <td className="px-2">
                      {STAGE_NAMES[order.stage]}{" "}
                      <span className="text-quiet">{STATUS_WORDS[order.status].toLowerCase()}</span>
                    </td>
                    <td className="hidden px-2 text-quiet @2xl:table-cell">
                      <Exact at={order.placedAt} />
                    </td>
                    <td className="figure pr-4 text-right whitespace-nowrap">
                      {moneyText(order.total)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroller>
        )}
        {query.hasNextPage && (
          <div className="px-4 py-2">
            <Button
              isSmall
              onClick={() => void query.fetchNextPage()}
              disabled={query.isFetchingNextPage}
            >
              Show more
            </Button>
          </div>
        )}
      </Section>
    </div>
  );
}
