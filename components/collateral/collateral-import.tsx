"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { type DragEvent, useId, useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { importCollateralMutation } from "@/lib/client/import-collateral";
import { ImportOutcomes } from "./import-outcomes";

/** Brings collateral in by file: dropped or chosen, each item with its result. */
export function CollateralImport() {
  const inputId = useId();
  const { mutate, isPending, data } = useMutation(importCollateralMutation(useQueryClient()));
  const [isOver, setIsOver] = useState(false);
  const send = (files: FileList | null) => {
    if (files && files.length > 0) mutate([...files]);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    send(event.dataTransfer.files);
  };
  return (
    <Card aria-labelledby={`${inputId}-title`}>
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={onDrop}
        className={classNames(
          "rounded-card outline-2 -outline-offset-2 outline-transparent transition-colors outline-dashed",
          isOver && "bg-accent-tint outline-accent",
        )}
      >
        <CardHeader
          id={`${inputId}-title`}
          title="Import a file"
          note="Drop JSON files here or choose them: an Attestry export, or the collateral that quote libraries write. Signatures are verified before anything is kept."
          actions={
            <>
              <label
                htmlFor={inputId}
                className={classNames(
                  buttonClass({}),
                  "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
                  isPending && "text-faint",
                )}
              >
                <FileUp aria-hidden />
                {isPending ? "Importing…" : "Choose files"}
                <input
                  id={inputId}
                  type="file"
                  accept="application/json,.json"
                  multiple
                  disabled={isPending}
                  onChange={(event) => {
                    send(event.target.files);
                    event.target.value = "";
                  }}
                  className="sr-only"
                />
              </label>
            </>
          }
        />
        <div role="status">{data ? <ImportOutcomes outcomes={data} /> : null}</div>
      </div>
    </Card>
  );
}
