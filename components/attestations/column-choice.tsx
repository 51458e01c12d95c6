"use client";

import { Columns3 } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheckboxItem } from "@/components/ui/menu";

export const CHOSEN_COLUMNS = {
  measurement: "Measurement",
  tcb: "TCB",
  fmspc: "FMSPC",
  policy: "Policy",
  evidence: "Evidence digest",
  time: "Time taken",
} as const;
export type ChosenColumn = keyof typeof CHOSEN_COLUMNS;

const names = Object.keys(CHOSEN_COLUMNS).filter(isChosenColumn);
const DEFAULT_COLUMNS = "measurement,tcb,fmspc,policy";
const STORAGE_KEY = "attestry.attestation-columns";
const CHANGED = "attestry:columns";

/** Which columns this person wants; remembered in this browser, because it says nothing about the list itself. */
export function useChosenColumns(): ReadonlySet<ChosenColumn> {
  const stored = useSyncExternalStore(subscribe, readStored, () => DEFAULT_COLUMNS);
  return new Set(stored.split(",").filter(isChosenColumn));
}

export function ColumnMenu() {
  const chosen = useChosenColumns();
  return (
    <Menu
      trigger={
        <Button className="max-md:hidden">
          <Columns3 aria-hidden />
          Columns
        </Button>
      }
    >
      {names.map((name) => (
        <MenuCheckboxItem
          key={name}
          checked={chosen.has(name)}
          onCheckedChange={(isOn) =>
            store(names.filter((other) => (other === name ? isOn : chosen.has(other))))
          }
        >
          {CHOSEN_COLUMNS[name]}
        </MenuCheckboxItem>
      ))}
    </Menu>
  );
}

function isChosenColumn(name: string): name is ChosenColumn {
  return Object.hasOwn(CHOSEN_COLUMNS, name);
}

function subscribe(notify: () => void): () => void {
  window.addEventListener(CHANGED, notify);
  window.addEventListener("storage", notify);
  return () => {
    window.removeEventListener(CHANGED, notify);
    window.removeEventListener("storage", notify);
  };
}

function readStored(): string {
  return window.localStorage.getItem(STORAGE_KEY) ?? DEFAULT_COLUMNS;
}

function store(columns: readonly ChosenColumn[]): void {
  window.localStorage.setItem(STORAGE_KEY, columns.join(","));
  window.dispatchEvent(new Event(CHANGED));
}
