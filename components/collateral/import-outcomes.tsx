import { CircleCheck, OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import type { ImportOutcome } from "@/lib/client/import-collateral";

/** Each file, and of each file each item: what went in, what was refused and why. */
export function ImportOutcomes({ outcomes }: { readonly outcomes: readonly ImportOutcome[] }) {
  return (
    <ul className="divide-y text-sm">
      {outcomes.map((outcome, index) => (
        <li key={`${outcome.file}-${index}`} className="px-4 py-3">
          <p className="font-medium">{outcome.file}</p>
          <OutcomeLines outcome={outcome} />
        </li>
      ))}
    </ul>
  );
}

function OutcomeLines({ outcome }: { readonly outcome: ImportOutcome }) {
  if (outcome.kind === "unreadable") return <Line isIn={false}>{outcome.detail}</Line>;
  if (outcome.kind === "failed") {
    const { code, detail } = describeError(outcome.error);
    return (
      <Line isIn={false}>
        {detail} {code ? <code className="text-xs">{code}</code> : null}
      </Line>
    );
  }
  const { imported, refused } = outcome.answer;
  return (
    <>
      <p className="text-muted">
        {imported.length} imported, {refused.length} refused
      </p>
      {imported.map((item) => (
        <Line key={item.key} isIn>
          <code className="text-xs">{item.key}</code>
          {item.nextUpdate ? (
            <span className="text-muted">
              , valid until <Timestamp value={item.nextUpdate} absolute />
            </span>
          ) : null}
        </Line>
      ))}
      {refused.map((item) => (
        <Line key={item.key} isIn={false}>
          <code className="text-xs">{item.key}</code>: {item.detail}{" "}
          <code className="text-xs">{item.code}</code>
        </Line>
      ))}
    </>
  );
}

function Line({ isIn, children }: { readonly isIn: boolean; readonly children: ReactNode }) {
  const Icon = isIn ? CircleCheck : OctagonX;
  return (
    <div className="mt-1 flex items-start gap-2">
      <Icon
        aria-label={isIn ? "Imported" : "Refused"}
        className={`mt-0.5 size-4 shrink-0 ${isIn ? "text-affirming" : "text-contraindicated"}`}
      />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </div>
  );
}
