import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { ApiFailure } from "./api/ask.ts";
import { operatorsQuery, sessionQuery, viewsQuery } from "./api/queries.ts";
import { queryClient, whenSignedOut } from "./api/query-client.ts";
import { workListQuery, workListSummaryQuery } from "./api/work-list.ts";
import { NotFound, RouteFailed } from "./pages/error-pages.tsx";
import { SignInPage } from "./pages/sign-in.tsx";
import { WorkListPage } from "./pages/work-list/work-list-page.tsx";
import { filtersOf, readWorkListSearch } from "./pages/work-list/work-list-search.ts";
import { Shell } from "./shell/shell.tsx";

const root = createRootRouteWithContext()({
  notFoundComponent: NotFound,
  errorComponent: RouteFailed,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search) => ({
    ...(typeof search.to === "string" && search.to.startsWith("/") && { to: search.to }),
    ...(typeof search.error === "string" && { error: search.error }),
  }),
  component: SignInPage,
});

/** Everything behind it needs a sign-in; the API checks that too, on each request. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.code !== "session_missing") throw error;
      throw redirect({ to: "/sign-in", search: { to: location.href } });
    }
  },
});

const workList = createRoute({
  getParentRoute: () => shell,
  path: "/",
  validateSearch: readWorkListSearch,
  loaderDeps: ({ search }) => filtersOf(search),
  // Requested while the page is drawn, and not awaited: the page shows what comes of it.
  loader: ({ deps }) => {
    void queryClient.prefetchInfiniteQuery(workListQuery(deps));
    void queryClient.prefetchQuery(workListSummaryQuery);
    void queryClient.prefetchQuery(viewsQuery);
    void queryClient.prefetchQuery(operatorsQuery);
  },
  component: WorkListPage,
});

const order = createRoute({
  getParentRoute: () => shell,
  path: "/orders/$orderId",
  component: lazyRouteComponent(() => import("./pages/order/order-page.tsx"), "OrderPage"),
});

const engine = createRoute({
  getParentRoute: () => shell,
  path: "/engine",
  component: lazyRouteComponent(() => import("./pages/engine/engine-page.tsx"), "EnginePage"),
});

const insight = createRoute({
  getParentRoute: () => shell,
  path: "/insight",
  validateSearch: (search): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(search).flatMap(([name, value]) =>
        typeof value === "string" ? [[name, value] as const] : [],
      ),
    ),
  component: lazyRouteComponent(() => import("./pages/insight/insight-page.tsx"), "InsightPage"),
});

const policy = createRoute({
  getParentRoute: () => shell,
  path: "/policy",
  component: lazyRouteComponent(() => import("./pages/policy/policy-page.tsx"), "PolicyPage"),
});

const members = createRoute({
  getParentRoute: () => shell,
  path: "/members",
  validateSearch: (search) => ({
    ...(typeof search.text === "string" && search.text !== "" && { text: search.text }),
  }),
  component: lazyRouteComponent(() => import("./pages/members/members-page.tsx"), "MembersPage"),
});

const member = createRoute({
  getParentRoute: () => shell,
  path: "/members/$memberId",
  component: lazyRouteComponent(() => import("./pages/members/member-page.tsx"), "MemberPage"),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/people/account-page.tsx"), "AccountPage"),
});

const team = createRoute({
  getParentRoute: () => shell,
  path: "/team",
  component: lazyRouteComponent(() => import("./pages/people/team-page.tsx"), "TeamPage"),
});

/** Every URL of the console. Queries are plain text, so that a URL can be typed. */
export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([workList, order, engine, insight, policy, members, member, account, team]),
  ]),
  basepath: "/console",
  defaultPreload: "intent",
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const entries = Object.entries(search).flatMap(([name, value]) =>
      typeof value === "string" && value !== "" ? [[name, value]] : [],
    );
    return entries.length === 0 ? "" : `?${new URLSearchParams(entries)}`;
  },
});

whenSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname.endsWith("/sign-in")) return;
  queryClient.clear();
  void router.navigate({ to: "/sign-in", search: { to: href } });
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
