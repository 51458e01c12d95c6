"use client";

import type { ReactNode } from "react";
import { NewPasswordField } from "@/components/session/new-password-field";
import { Field, Input } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { describeError, hasCode } from "@/lib/client/api-error";

export interface NewAccount {
  readonly name: string;
  readonly password: string;
}

/** Name and password of an account that is being made, and why they were not taken. */
export function AccountFields({
  account,
  email,
  organizationName,
  error,
  autoFocus = false,
  onChange,
  children,
}: {
  readonly account: NewAccount;
  readonly email: string;
  /** Where the account becomes a member. */
  readonly organizationName: string;
  readonly error: unknown;
  readonly autoFocus?: boolean;
  readonly onChange: (account: NewAccount) => void;
  /** What is asked between the two. */
  readonly children?: ReactNode;
}) {
  const { name, password } = account;
  const refused = error ? describeError(error) : null;
  const isAboutPassword = hasCode(error, "PASSWORD_REJECTED");
  return (
    <>
      <Field label="Your name">
        {(control) => (
          <Input
            {...control}
            autoFocus={autoFocus}
            required
            maxLength={100}
            autoComplete="name"
            value={name}
            onChange={(event) => onChange({ ...account, name: event.target.value })}
          />
        )}
      </Field>
      {children}
      <NewPasswordField
        value={password}
        owner={{ name, email, organizations: [organizationName] }}
        error={isAboutPassword ? (refused?.detail ?? null) : null}
        errorCode={isAboutPassword ? (refused?.code ?? null) : null}
        onChange={(next) => onChange({ ...account, password: next })}
      />
      {refused && !isAboutPassword ? (
        <FormError code={refused.code}>{refused.detail}</FormError>
      ) : null}
    </>
  );
}
