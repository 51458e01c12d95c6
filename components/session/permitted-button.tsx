"use client";

import type { ComponentProps } from "react";
import type { Permission } from "@/lib/access/permissions";
import { Button, type ButtonLook } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { useMay, whyNot } from "./use-session";

/** A button that says why it does nothing, to whoever may not do it: it stays reachable, so that the reason is, too. */
export function PermittedButton({
  permission,
  ...rest
}: ComponentProps<"button"> & ButtonLook & { readonly permission: Permission }) {
  const may = useMay();
  if (may(permission)) return <Button {...rest} />;
  const { className, variant, size, children } = rest;
  return (
    <Tooltip content={whyNot(permission)}>
      <Button
        aria-disabled
        {...(className && { className })}
        {...(variant && { variant })}
        {...(size && { size })}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
