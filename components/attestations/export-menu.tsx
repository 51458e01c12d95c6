"use client";

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { downloadText } from "@/lib/client/download";
import type { AttestationItem } from "@/lib/contract/attestations";
import { attestationsCsv } from "./attestations-csv";

/** The rows of this page as a file. */
export function ExportMenu({ items }: { readonly items: readonly AttestationItem[] }) {
  return (
    <Menu
      trigger={
        <Button disabled={items.length === 0}>
          <Download aria-hidden />
          Export
        </Button>
      }
    >
      <MenuItem
        onSelect={() =>
          downloadText({
            name: "attestations.csv",
            text: attestationsCsv(items),
            type: "text/csv",
          })
        }
      >
        This page as CSV
      </MenuItem>
      <MenuItem
        onSelect={() =>
          downloadText({
            name: "attestations.json",
            text: `${JSON.stringify(items, null, 2)}\n`,
            type: "application/json",
          })
        }
      >
        This page as JSON
      </MenuItem>
    </Menu>
  );
}
