import { OrderId } from "@followthrough/core/contract";
import { STAGES } from "@followthrough/core/domain";
import { z } from "zod";
import { isBypassed } from "@/server/bypass";
import { getOrchestration } from "@/server/followthrough-api";
import { keepOrderKey } from "@/server/order-keys";
import { PRIVATE } from "@/server/problem";
import { closedBy } from "@/server/shopper-order";
import { orderHref } from "@/stages/stage-href";

const Link = z.object({
  order: OrderId,
  token: z.string().min(1).max(2_048),
  stage: z.enum(STAGES).optional().catch(undefined),
  /** The prompt that the link stands in. */
  prompt: z.uuid().optional().catch(undefined),
});

/**
 * Takes a shopper from a mail to their order. The token moves from the URL into this browser's
 * cookie, so that it stays out of history and logs of what is opened next. Nothing of the shop's or
 * the API's data changes: a mail scanner that follows the link does no harm.
 */
export async function GET(request: Request): Promise<Response> {
  const search = Object.fromEntries(new URL(request.url).searchParams);
  const link = Link.safeParse(search);
  if (!link.success || !(await mayOpen(link.data))) return seeOther("/checkout/resume/expired");
  const { order, token, stage, prompt } = link.data;
  if (!isBypassed()) await keepOrderKey(order, token, null);
  const step = stage === undefined ? "" : `&step=${stage}`;
  const from = prompt === undefined ? "" : `&from=${prompt}`;
  return seeOther(`${orderHref(order)}${step}${from}#order-status`);
}

/** An API that can't be asked doesn't make a link expired: the order's page says that it can't be reached. */
async function mayOpen({ order, token }: z.infer<typeof Link>): Promise<boolean> {
  if (isBypassed()) return true;
  const answer = await getOrchestration({ orderId: order, token });
  return answer.ok || closedBy(answer.refusal) === "unavailable";
}

function seeOther(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { ...PRIVATE, Location: location },
  });
}
