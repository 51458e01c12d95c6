"use client";

import { Columns3 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheckboxItem, MenuLabel } from "@/components/ui/menu";
import { useStoredSetting } from "@/lib/client/stored-setting";

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

/** How this person wants the table; it says nothing about the list itself, so it is not in the address. */
export function useTableView(): {
  readonly columns: ReadonlySet<ChosenColumn>;
  readonly isDense: boolean;
  readonly setColumn: (name: ChosenColumn, isOn: boolean) => void;
  readonly setDense: (isOn: boolean) => void;
} {
  const [columnText, storeColumns] = useStoredSetting("attestation-columns", DEFAULT_COLUMNS);
  const [density, storeDensity] = useStoredSetting("table-density", "normal");
  const columns = new Set(columnText.split(",").filter(isChosenColumn));
  return {
    columns,
    isDense: density === "dense",
    setColumn: (name, isOn) =>
      storeColumns(names.filter((other) => (other === name ? isOn : columns.has(other))).join()),
    setDense: (isOn) => storeDensity(isOn ? "dense" : "normal"),
  };
}

export function TableViewMenu() {
  const { columns, isDense, setColumn, setDense } = useTableView();
  return (
    <Menu
      trigger={
        <Button className="max-md:hidden">
          <Columns3 aria-hidden />
          Columns
        </Button>
      }
    >
      <MenuLabel>Columns, as far as they fit</MenuLabel>
      {names.map((name) => (
        <MenuCheckboxItem
          key={name}
          checked={columns.has(name)}
          onCheckedChange={(isOn) => setColumn(name, isOn)}
        >
          {CHOSEN_COLUMNS[name]}
        </MenuCheckboxItem>
      ))}
      <MenuLabel>Rows</MenuLabel>
      <MenuCheckboxItem checked={isDense} onCheckedChange={setDense}>
        Dense rows
      </MenuCheckboxItem>
    </Menu>
  );
}

function isChosenColumn(name: string): name is ChosenColumn {
  return Object.hasOwn(CHOSEN_COLUMNS, name);
}
