"use client";

import { Check, Circle } from "lucide-react";
import { classNames } from "@/components/ui/class-names";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import type { PasswordOwner } from "@/lib/access/own-names";
import { passwordRules } from "./password-rules";

/** A password that is being chosen, with its rules, each ticked as soon as it is met. */
export function NewPasswordField({
  label = "Password",
  value,
  owner,
  error,
  errorCode,
  onChange,
}: {
  readonly label?: string;
  readonly value: string;
  readonly owner: PasswordOwner;
  readonly error?: string | null;
  readonly errorCode?: string | null;
  readonly onChange: (value: string) => void;
}) {
  const rules = passwordRules(value, owner);
  return (
    <Field
      label={label}
      {...(error === undefined ? {} : { error })}
      {...(errorCode === undefined ? {} : { errorCode })}
      help={
        <span className="flex flex-col gap-0.5">
          {rules.map(({ text, isMet }) => {
            const Icon = isMet ? Check : Circle;
            return (
              <span key={text} className="flex items-center gap-1.5">
                <Icon
                  aria-hidden
                  className={classNames(
                    "size-3.5 shrink-0",
                    isMet ? "text-affirming" : "p-0.5 text-faint",
                  )}
                />
                {text} <span className="sr-only">{isMet ? "(met)" : "(not yet)"}</span>
              </span>
            );
          })}
          <span className="mt-0.5 text-pretty">
            A sentence of a few unrelated words is good. Passwords that are guessed first are
            refused when you send this.
          </span>
        </span>
      }
    >
      {(control) => (
        <PasswordInput
          {...control}
          name="new-password"
          autoComplete="new-password"
          required
          maxLength={128}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
