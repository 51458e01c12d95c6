import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

const variants = {
  primary:
    "border-transparent bg-accent-fill text-on-accent hover:bg-accent-fill-hover aria-disabled:bg-hover aria-disabled:text-faint disabled:bg-hover disabled:text-faint",
  secondary:
    "border-line bg-surface text-text hover:border-line-strong hover:bg-hover disabled:text-faint dark:bg-raised",
  ghost: "border-transparent text-muted hover:bg-hover hover:text-text disabled:text-faint",
  danger:
    "border-contraindicated-line bg-surface text-contraindicated hover:bg-contraindicated-tint disabled:text-faint",
} as const;

const sizes = {
  small: "h-7 gap-1.5 px-2 text-sm",
  medium: "h-8 gap-2 px-3 text-sm",
  large: "h-10 gap-2 px-4 text-base",
  icon: "size-8 justify-center",
  "icon-small": "size-7 justify-center",
} as const;

export interface ButtonLook {
  readonly variant?: keyof typeof variants;
  readonly size?: keyof typeof sizes;
}

export function buttonClass({ variant = "secondary", size = "medium" }: ButtonLook): string {
  return classNames(
    "inline-flex shrink-0 items-center justify-center rounded-control border font-medium whitespace-nowrap transition-colors select-none disabled:cursor-not-allowed [&>svg]:size-4 [&>svg]:shrink-0",
    variants[variant],
    sizes[size],
  );
}

/** A verb. Icon-only buttons (`size="icon"`) need an `aria-label`. */
export function Button({
  variant,
  size,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & ButtonLook) {
  return (
    <button
      type={type}
      className={classNames(
        buttonClass({ ...(variant && { variant }), ...(size && { size }) }),
        className,
      )}
      {...rest}
    />
  );
}

/** A link that looks like a button: for going somewhere, not for doing something. */
export function ButtonLink({
  variant,
  size,
  className,
  children,
  ...rest
}: ComponentProps<typeof Link> & ButtonLook & { readonly children: ReactNode }) {
  return (
    <Link
      className={classNames(
        buttonClass({ ...(variant && { variant }), ...(size && { size }) }),
        className,
      )}
      {...rest}
    >
      {children}
    </Link>
  );
}
