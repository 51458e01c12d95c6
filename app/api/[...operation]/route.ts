import { handleWebRequest } from "@/lib/http/web-adapter";
import { getRuntime } from "@/lib/process-runtime";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** The whole API, for where only Next runs; the server process answers before Next sees the request. */
async function handle(request: Request): Promise<Response> {
  return handleWebRequest(request, await getRuntime());
}

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
