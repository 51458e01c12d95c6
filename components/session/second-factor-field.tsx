"use client";

import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

export type FactorKind = "code" | "recoveryCode";

/** What the API takes of it: one of both. */
export function factorOf(kind: FactorKind, text: string) {
  const typed = text.trim();
  return kind === "code" ? { code: typed.replaceAll(/\s/g, "") } : { recoveryCode: typed };
}

/** A code of the authenticator app, or one of the recovery codes where the app is out of reach. */
export function SecondFactorField({
  kind,
  value,
  onKindChange,
  onChange,
}: {
  readonly kind: FactorKind;
  readonly value: string;
  readonly onKindChange: (kind: FactorKind) => void;
  readonly onChange: (value: string) => void;
}) {
  const isCode = kind === "code";
  return (
    <div className="flex flex-col items-start gap-2">
      <div className="w-full">
        <Field
          key={kind}
          label={isCode ? "Code" : "Recovery code"}
          help={
            isCode
              ? "Six digits from your authenticator app; they change every 30 seconds."
              : "One of the codes that you kept when you switched the second factor on. Each works once."
          }
        >
          {(control) => (
            <Input
              {...control}
              autoFocus
              required
              name={kind}
              value={value}
              onChange={(event) => onChange(event.target.value)}
              inputMode={isCode ? "numeric" : "text"}
              autoComplete={isCode ? "one-time-code" : "off"}
              autoCapitalize="none"
              spellCheck={false}
              maxLength={40}
              className="digits text-base! tracking-wider"
            />
          )}
        </Field>
      </div>
      <Button
        variant="ghost"
        size="small"
        className="-ml-2"
        onClick={() => {
          onChange("");
          onKindChange(isCode ? "recoveryCode" : "code");
        }}
      >
        {isCode ? "Use a recovery code" : "Use the authenticator app"}
      </Button>
    </div>
  );
}
