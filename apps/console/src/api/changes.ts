import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { z } from "zod";

/** Whether the page receives changes as they happen. */
export type Line = "opening" | "live" | "broken";

/** Provides the state of the line. */
export const LineContext = createContext<Line>("opening");

/** The state of the line. */
export function useLine(): Line {
  return useContext(LineContext);
}

const OrderIds = z.array(z.string());
type Listener = (orderIds: readonly string[]) => void;
const listeners = new Set<Listener>();

/** Opens the page's one stream of changes; views on the screen fetch what has changed. */
export function useChangeStream(): Line {
  const queryClient = useQueryClient();
  const [line, setLine] = useState<Line>("opening");
  useEffect(() => {
    const source = new EventSource("/console/api/stream");
    source.addEventListener("open", () => setLine("live"));
    source.addEventListener("error", () => setLine("broken"));
    source.addEventListener("changed", ({ data }: MessageEvent<string>) => {
      const orderIds = OrderIds.safeParse(JSON.parse(data));
      if (!orderIds.success) return;
      for (const listener of listeners) listener(orderIds.data);
      void queryClient.invalidateQueries({ queryKey: ["work-list-summary"] });
    });
    source.addEventListener("signed_out", () => {
      source.close();
      void queryClient.invalidateQueries({ queryKey: ["session"] });
    });
    return () => source.close();
  }, [queryClient]);
  return line;
}

/** Calls back with the orders that changed, and with an empty list after the line was broken. */
export function useChanges(listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const call: Listener = (orderIds) => latest.current(orderIds);
    listeners.add(call);
    return () => void listeners.delete(call);
  }, []);
}
