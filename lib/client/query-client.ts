import { QueryClient, isServer } from "@tanstack/react-query";
import { ApiError } from "./api-error";

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the request itself is wrong about stays wrong; a server that is busy or away is asked twice more.
        retry: (failures, error) =>
          failures < 2 &&
          (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4_000),
      },
    },
  });
}

let browserClient: QueryClient | undefined;

/** One for each request on the server, so that no answer leaks between people; one for the page in a browser. */
export function getQueryClient(): QueryClient {
  if (isServer) return makeQueryClient();
  browserClient ??= makeQueryClient();
  return browserClient;
}
