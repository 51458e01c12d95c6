"use client";

import type { ComponentProps } from "react";
import { ButtonLink } from "@/components/ui/button";
import { type PagePermission, useMay } from "./use-session";

/** A link that looks like a button, for whoever may open what it leads to; nothing for anybody else. */
export function PermittedLink({
  permission,
  ...rest
}: ComponentProps<typeof ButtonLink> & { readonly permission: PagePermission }) {
  return useMay()(permission) ? <ButtonLink {...rest} /> : null;
}
