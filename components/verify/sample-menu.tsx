"use client";

import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import type { SampleEvidence } from "@/lib/browser/sample-evidence";
import { evidenceTypeWords } from "@/lib/format/words";
import type { EvidenceType } from "@/lib/rats/evidence-type";

/** Offers a simulated piece of each kind; it is made in this browser when somebody chooses it. */
export function SampleMenu({
  types,
  onSample,
}: {
  readonly types: readonly EvidenceType[];
  readonly onSample: (type: EvidenceType, sample: SampleEvidence) => void;
}) {
  const [state, setState] = useState<"idle" | "making" | "failed">("idle");
  const load = async (type: EvidenceType) => {
    setState("making");
    try {
      const { sampleEvidence } = await import("@/lib/browser/sample-evidence");
      onSample(type, await sampleEvidence(type));
      setState("idle");
    } catch (error) {
      console.error("A sample could not be made", error);
      setState("failed");
    }
  };
  return (
    <>
      <Menu
        trigger={
          <Button size="small" disabled={state === "making"}>
            <FlaskConical aria-hidden />
            {state === "making" ? "Making a sample…" : "Load a sample"}
          </Button>
        }
      >
        <MenuLabel>Simulated, for trying out</MenuLabel>
        {types.map((type) => (
          <MenuItem key={type} onSelect={() => void load(type)}>
            {evidenceTypeWords[type].label}
          </MenuItem>
        ))}
      </Menu>
      {state === "failed" ? (
        <p role="alert" className="text-xs text-contraindicated">
          This browser could not make the sample. Try another kind.
        </p>
      ) : null}
    </>
  );
}
