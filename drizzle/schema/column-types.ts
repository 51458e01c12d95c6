import { customType, timestamp, uuid } from "drizzle-orm/pg-core";

/** Digests and bodies. A text form would be twice as long in every index. */
export const bytea = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => "bytea",
  // A view over what the driver read, not a copy.
  fromDriver: (value) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});

/** Milliseconds: a JavaScript date holds no more, and keyset paging compares for equality. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * Whose row it is. Without a foreign key: organizations are never removed, row-level security lets nobody name another
 * one, and a key would lock the organization's row at every insert.
 */
export const organizationId = () => uuid("organization_id").notNull();
