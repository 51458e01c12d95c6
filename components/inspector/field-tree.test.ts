import { describe, expect, it } from "vitest";
import type { Field } from "@/lib/rats/inspection";
import { ancestorsOf, fieldsAt, findField, visibleRows } from "./field-tree";

function field(id: string, offset: number, length: number, children: Field[] = []): Field {
  return {
    id,
    name: id,
    offset,
    length,
    kind: children.length > 0 ? "structure" : "bytes",
    value: null,
    meaning: null,
    description: "",
    specification: "",
    reserved: false,
    bits: [],
    children,
  };
}

const tree = [
  field("header", 0, 48, [field("header.version", 0, 2), field("header.keyType", 2, 2)]),
  field("body", 48, 584, [field("body.teeTcbSvn", 48, 16), field("body.mrSeam", 64, 48)]),
];

describe("the field tree", () => {
  it("shows the children of open fields only, with their place among their siblings", () => {
    const rows = visibleRows(tree, new Set(["body"]));
    expect(rows.map((row) => [row.field.id, row.level, row.position, row.siblings])).toEqual([
      ["header", 1, 1, 2],
      ["body", 1, 2, 2],
      ["body.teeTcbSvn", 2, 1, 2],
      ["body.mrSeam", 2, 2, 2],
    ]);
    expect(rows[2]?.parentKey).toBe("body");
  });

  it("opens a flags field into its named bits", () => {
    const bit = { bit: 0, width: 1, name: "DEBUG", value: 1, meaning: "debug", reserved: false };
    const flags = { ...field("body.tdAttributes", 0, 8), bits: [bit] };
    const rows = visibleRows([flags], new Set(["body.tdAttributes"]));
    expect(rows.map((row) => [row.key, row.level, row.expandable])).toEqual([
      ["body.tdAttributes", 1, true],
      ["body.tdAttributes#0", 2, false],
    ]);
  });

  it("finds the smallest field that holds a byte, with the way to it", () => {
    expect(fieldsAt(tree, 64).map((found) => found.id)).toEqual(["body", "body.mrSeam"]);
    expect(fieldsAt(tree, 47).map((found) => found.id)).toEqual(["header"]);
    expect(fieldsAt(tree, 632)).toEqual([]);
  });

  it("names what must be open for a field to be seen", () => {
    expect(ancestorsOf(tree, "body.mrSeam")).toEqual(["body"]);
    expect(ancestorsOf(tree, "body")).toEqual([]);
    expect(findField(tree, "body.nothing")).toBeNull();
  });
});
