import type { Metadata } from "next";
import { StageTestPage } from "@/stages/stage-test-page";

/** Names the tab. */
export const metadata: Metadata = { title: "Test payment" };

/** Stands in for the payment provider, which carries out the stage `payment`. */
export default function PaymentPage({ params }: { readonly params: Promise<{ orderId: string }> }) {
  return <StageTestPage stage="payment" params={params} />;
}
