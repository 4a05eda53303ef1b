import { useNavigate, useParams } from "@tanstack/react-router";
import { OrderView } from "./order-view.tsx";

/** One order on a page of its own. */
export function OrderPage() {
  const { orderId } = useParams({ from: "/shell/orders/$orderId" });
  const navigate = useNavigate();
  return <OrderView key={orderId} orderId={orderId} onClose={() => void navigate({ to: "/" })} />;
}
