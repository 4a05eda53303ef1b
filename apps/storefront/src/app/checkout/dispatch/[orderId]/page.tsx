import type { Metadata } from "next";
import { StageTestPage } from "@/stages/stage-test-page";

/** Names the tab. */
export const metadata: Metadata = { title: "Test dispatch" };

/** Stands in for the warehouse, which carries out the stage `fulfillment`. */
export default function DispatchPage({
  params,
}: {
  readonly params: Promise<{ orderId: string }>;
}) {
  return <StageTestPage stage="fulfillment" params={params} />;
}
