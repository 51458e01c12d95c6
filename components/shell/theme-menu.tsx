"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";

export const themes = [
  { id: "light", label: "Light", icon: Sun },
  { id: "dark", label: "Dark", icon: Moon },
  { id: "system", label: "Like the system", icon: Monitor },
] as const;

export function ThemeMenu() {
  const { setTheme } = useTheme();
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label="Theme">
          <Sun aria-hidden className="dark:hidden" />
          <Moon aria-hidden className="not-dark:hidden" />
        </Button>
      }
    >
      {themes.map((theme) => (
        <MenuItem key={theme.id} onSelect={() => setTheme(theme.id)}>
          <theme.icon aria-hidden />
          {theme.label}
        </MenuItem>
      ))}
    </Menu>
  );
}
