import type { BitField, Field } from "@/lib/rats/inspection";

/**
 * One visible line of the field tree: a field, or one named bit of it. Positions count from 1, as `aria-level` and
 * `aria-posinset` do.
 */
export interface FieldRow {
  readonly key: string;
  readonly field: Field;
  readonly bit: BitField | null;
  readonly parentKey: string | null;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
}

/** The lines of the tree that are visible while exactly the fields of `expanded` are open. */
export function visibleRows(
  fields: readonly Field[],
  expanded: ReadonlySet<string>,
): readonly FieldRow[] {
  const rows: FieldRow[] = [];
  const visit = (siblings: readonly Field[], parentKey: string | null, level: number) => {
    siblings.forEach((field, index) => {
      const expandable = field.children.length > 0 || field.bits.length > 0;
      const open = expandable && expanded.has(field.id);
      rows.push({
        key: field.id,
        field,
        bit: null,
        parentKey,
        level,
        position: index + 1,
        siblings: siblings.length,
        expandable,
        expanded: open,
      });
      if (!open) return;
      visit(field.children, field.id, level + 1);
      field.bits.forEach((bit, bitIndex) => {
        rows.push({
          key: `${field.id}#${bit.bit}`,
          field,
          bit,
          parentKey: field.id,
          level: level + 1,
          position: field.children.length + bitIndex + 1,
          siblings: field.children.length + field.bits.length,
          expandable: false,
          expanded: false,
        });
      });
    });
  };
  visit(fields, null, 1);
  return rows;
}

/** Every field, parents before their children. */
export function allFields(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => [field, ...allFields(field.children)]);
}

export function findField(fields: readonly Field[], id: string): Field | null {
  return allFields(fields).find((field) => field.id === id) ?? null;
}

/** The path of fields from the outermost to the smallest one that holds the byte; empty when none does. */
export function fieldsAt(fields: readonly Field[], offset: number): readonly Field[] {
  const outer = fields.find(
    (field) => offset >= field.offset && offset < field.offset + field.length,
  );
  return outer === undefined ? [] : [outer, ...fieldsAt(outer.children, offset)];
}

/** Ids of the fields that must be open for `id` to be visible, outermost first. */
export function ancestorsOf(fields: readonly Field[], id: string): readonly string[] {
  for (const field of fields) {
    if (field.id === id) return [];
    if (findField(field.children, id) !== null) {
      return [field.id, ...ancestorsOf(field.children, id)];
    }
  }
  return [];
}

/** Open at first: the outermost structures, so that a measurement is one glance away. */
export function initiallyExpanded(fields: readonly Field[]): ReadonlySet<string> {
  return new Set(fields.filter((field) => field.children.length > 0).map((field) => field.id));
}
