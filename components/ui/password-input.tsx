"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { Button } from "./button";
import { Input } from "./field";

/** A password that can be looked at before it is sent. */
export function PasswordInput(rest: Omit<ComponentProps<"input">, "type">) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input
        {...rest}
        type={shown ? "text" : "password"}
        autoCapitalize="none"
        spellCheck={false}
        className="pr-10"
      />
      <Button
        variant="ghost"
        size="icon-small"
        aria-label="Show password"
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute! top-0.5 right-0.5"
      >
        <Icon aria-hidden />
      </Button>
    </div>
  );
}
