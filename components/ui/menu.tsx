"use client";

import { DropdownMenu as Primitive } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

/** A button that opens a list of actions. */
export function Menu({
  trigger,
  align = "end",
  children,
}: {
  readonly trigger: ReactElement;
  readonly align?: "start" | "end";
  readonly children: ReactNode;
}) {
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-48 rounded-control border bg-raised p-1 shadow-overlay"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

const itemClass =
  "flex min-h-8 w-full items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none select-none data-[disabled]:text-faint data-[highlighted]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted";

/** An action, or with `asChild` a link that is one. */
export function MenuItem({
  onSelect,
  disabled = false,
  asChild = false,
  children,
}: {
  readonly onSelect?: () => void;
  readonly disabled?: boolean;
  readonly asChild?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Primitive.Item
      className={itemClass}
      disabled={disabled}
      asChild={asChild}
      {...(onSelect ? { onSelect } : {})}
    >
      {children}
    </Primitive.Item>
  );
}

export function MenuCheckboxItem({
  checked,
  onCheckedChange,
  children,
}: {
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <Primitive.CheckboxItem
      checked={checked}
      onCheckedChange={onCheckedChange}
      onSelect={(event) => event.preventDefault()}
      className={`${itemClass} relative pl-7`}
    >
      <Primitive.ItemIndicator className="absolute left-2 text-accent">✓</Primitive.ItemIndicator>
      {children}
    </Primitive.CheckboxItem>
  );
}

/** One of several: what is chosen has the tick. */
export function MenuRadioGroup({
  value,
  options,
  onValueChange,
}: {
  readonly value: string | null;
  readonly options: readonly { readonly value: string; readonly label: ReactNode }[];
  readonly onValueChange: (value: string) => void;
}) {
  return (
    <Primitive.RadioGroup value={value ?? ""} onValueChange={onValueChange}>
      {options.map((option) => (
        <Primitive.RadioItem
          key={option.value}
          value={option.value}
          className={`${itemClass} relative pl-7`}
        >
          <Primitive.ItemIndicator className="absolute left-2 text-accent">
            ✓
          </Primitive.ItemIndicator>
          {option.label}
        </Primitive.RadioItem>
      ))}
    </Primitive.RadioGroup>
  );
}

export function MenuSeparator() {
  return <Primitive.Separator className="-mx-1 my-1 border-t" />;
}

/** A heading inside a menu. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return (
    <Primitive.Label className="px-2 pt-1.5 pb-0.5 text-xs font-medium text-faint">
      {children}
    </Primitive.Label>
  );
}
