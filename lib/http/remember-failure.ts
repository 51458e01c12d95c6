import { changesSomething, type Operation, type Reply } from "@/lib/operations/operation";
import type { Result } from "@/lib/rats/result";
import { rememberRefusal } from "@/lib/services/audit/remember-refusal";
import type { ServiceContext } from "@/lib/services/context";
import { isDatabaseLost } from "@/lib/store/lost-database";

/**
 * Awaits an operation. Of one that would have changed something and did not, the audit trail keeps who tried and why it
 * failed; what breaks inside goes on to the caller.
 */
export async function rememberingFailure(
  work: Promise<Result<Reply>>,
  {
    operation,
    context,
    params,
  }: {
    readonly operation: Operation;
    readonly context: ServiceContext;
    readonly params: Readonly<Record<string, string>>;
  },
): Promise<Result<Reply>> {
  if (!changesSomething(operation)) return work;
  try {
    const result = await work;
    if (!result.ok) {
      const reasonCode = result.failure.code;
      await rememberRefusal(context, { outcome: "failure", reasonCode, params });
    }
    return result;
  } catch (error) {
    // Whether the change was kept is not known then, and nothing else can be kept either.
    if (isDatabaseLost(error)) throw error;
    await rememberRefusal(context, { outcome: "failure", reasonCode: "INTERNAL_ERROR", params });
    throw error;
  }
}
