import { FormError } from "@/components/ui/form-error";
import { ApiError, describeError } from "@/lib/client/api-error";

/** Why a password or a code was not taken. Which of several is wrong is never said, since the server does not say it. */
export function ProofError({
  error,
  asked,
  secondsLeft,
}: {
  readonly error: unknown;
  /** What was asked for: "E-mail or password". */
  readonly asked: string;
  readonly secondsLeft: number;
}) {
  const { code, detail } = describeError(error);
  return <FormError code={code}>{sentence()}</FormError>;

  function sentence(): string {
    if (!(error instanceof ApiError)) return detail;
    switch (error.code) {
      case "SIGN_IN_FAILED":
        return `${asked} is not right.`;
      case "SIGN_IN_DELAYED":
      case "LIMIT_EXCEEDED":
        return secondsLeft > 0
          ? `Too many attempts. The next one is possible in ${secondsLeft} s.`
          : "Too many attempts. You can try again now.";
      default:
        return detail;
    }
  }
}
